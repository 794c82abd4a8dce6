import type { CommandRuntime } from '#lib/command/context.ts';
import { openConnection } from '#lib/connections/index.ts';
import type { ConnectionReading } from '#lib/connections/open-connection.ts';
import { addressOf } from '#lib/connections/require-address.ts';
import { AppError } from '#lib/core/errors.ts';
import { readOwnFigures } from './own-figures.ts';
import type { ProviderItem } from './provider-figures.ts';
import { fetchReport, type ReportTask } from './reports/fetch-report.ts';
import { type CostReport, costReports, type ReportRange } from './reports/index.ts';

type Probe = Awaited<ReturnType<typeof openConnection>>;

/** Where a provider's figures come from. Holds a credential: never store or log it. */
export interface ReportPlan {
  readonly provider: string;
  /** Null where the figures are here already. */
  readonly task: ReportTask | null;
  readonly items: readonly ProviderItem[];
}

/** The report of a provider; null for one inside this process. Throws `conflict` where its API has none. */
export function reportOf({ name, label, transport }: Probe['provider']): CostReport | null {
  if (transport !== null) return null;
  const report = costReports.get(name);
  if (report === undefined) throw new AppError('conflict', { detail: `${label} reports no costs by API; upload its export instead.` });
  return report;
}

/** Where a connection's report is asked for; null for a provider inside this process. */
export function originOf({ provider, baseUrl, settings }: Probe): string | null {
  const address = addressOf(provider, baseUrl, settings);
  return address === null ? null : new URL(address).origin;
}

/** A key for a provider's costs, and the only origin that it may be sent to. */
export interface GivenCredential {
  readonly text: string;
  readonly origin: string | null;
}

/** What to ask for the figures of some days; the connection's own credential unless another one is given. */
export async function planReport(
  ctx: ConnectionReading,
  {
    connectionId,
    credential: given,
    range,
  }: { connectionId: string; credential: string | GivenCredential | undefined; range: ReportRange },
): Promise<ReportPlan> {
  const probe = await openConnection(ctx, connectionId);
  const report = reportOf(probe.provider);
  const provider = probe.provider.name;
  // A provider inside this process bills exactly what was metered: there is nobody else to ask.
  if (report === null) {
    const own = await readOwnFigures(ctx, provider, range);
    return {
      provider,
      task: null,
      items: own.map(({ day, model, nanoUsd, tokens }) => ({ day, model, picoUsd: nanoUsd * 1000n, tokens })),
    };
  }
  const isBound = typeof given === 'object';
  // Whoever may change the address of a connection must not have a stored key sent to a server of their own.
  if (isBound && given.origin !== originOf(probe))
    throw new AppError('conflict', { detail: 'The address of the connection has changed since the admin key was given; give it again.' });
  const credential = (isBound ? given.text : given) ?? probe.credential;
  if (credential === null) throw new AppError('conflict', { detail: 'The connection has no credential; send an admin credential.' });
  return { provider, task: { report, probe, credential, range }, items: [] };
}

/** The figures; throws what the provider's answer means. */
export const figuresOf = (
  outbound: CommandRuntime['outbound'],
  { task, items }: Pick<ReportPlan, 'task' | 'items'>,
): Promise<readonly ProviderItem[]> => (task === null ? Promise.resolve(items) : fetchReport(outbound, task));
