import { eq, sql } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import type { ModelPrice } from '#lib/catalog/model-price.ts';
import { openPriceBook, type PriceBook } from '#lib/catalog/price-book.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineDownload } from '#lib/command/define-download.ts';
import { focusExport } from '#lib/contracts/exports.ts';
import { toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import { bearersText } from '#lib/cost-centers/bearers-text.ts';
import { type CostCenterNames, nameCostCenters, nameShares } from '#lib/usage/name-cost-centers.ts';
import { type DimensionName, nameDimensions } from '#lib/usage/name-dimensions.ts';
import { type BookedChange, readBookedChanges } from './booked-changes.ts';
import { ChargeLines, type ChargeOrigin } from './charge-lines.ts';
import { type FocusOrigin, type FocusPeriod, FocusRows, type FocusVersion, focusCsv, focusHeader } from './focus-row.ts';

const dayMs = 86_400_000;
/** Calls read at once: a few megabytes. */
const rowsAtOnce = 10_000;

interface CallRow extends Record<string, unknown> {
  readonly id: string;
  readonly provider_dim: number;
  readonly model_dim: number;
  readonly team_dim: number;
  readonly key_dim: number;
  readonly connection_dim: number;
  readonly project_dim: number;
  readonly environment_dim: number;
  readonly cost_centers_dim: number;
  readonly usage_source: string;
  readonly input_tokens: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly output_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly cost_nano_usd: bigint;
  readonly price_version_id: string | null;
}

/** The calls of a day that cost something, in pieces by id: their order in time. */
async function* callsOf({ tx, tenantId }: OperationContext, startMs: number): AsyncGenerator<readonly CallRow[]> {
  const from = new Date(startMs).toISOString();
  const to = new Date(startMs + dayMs).toISOString();
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await tx.execute<CallRow>(sql`
      select id, provider_dim, model_dim, team_dim, key_dim, connection_dim, project_dim, environment_dim, cost_centers_dim, usage_source, input_tokens, cache_read_tokens,
        cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd, price_version_id
      from usage_event
      where tenant_id = ${tenantId} and occurred_at >= ${from}::timestamptz and occurred_at < ${to}::timestamptz
        and cost_state in ('priced', 'unpriced') and cost_nano_usd <> 0 and id > ${after}::uuid
      order by id limit ${rowsAtOnce}`);
    if (rows.length > 0) yield rows;
    if (rows.length < rowsAtOnce) return;
    after = rows.at(-1)?.id ?? after;
  }
}

/** The prices that the calls of a day were charged by. */
async function priceOf(ctx: OperationContext, book: PriceBook, row: CallRow, names: Names): Promise<ModelPrice | undefined> {
  const provider = names.get(row.provider_dim)?.value;
  const model = names.get(row.model_dim)?.value;
  if (row.price_version_id === null || provider === undefined || model === undefined) return undefined;
  const facts = ctx.runtime.providers.find(({ name }) => name === provider) ?? { name: provider };
  return book.price(row.price_version_id, facts, model, uuidTimeMs(row.id));
}

type Names = ReadonlyMap<number, DimensionName>;

async function addCalls(
  ctx: OperationContext,
  book: PriceBook,
  rows: readonly CallRow[],
  charges: ChargeLines,
  names: Map<number, DimensionName>,
): Promise<void> {
  const unknown = rows.flatMap((row) => [
    ...[row.provider_dim, row.model_dim, row.team_dim, row.key_dim, row.connection_dim],
    ...[row.project_dim, row.environment_dim, row.cost_centers_dim],
  ]);
  const found = await nameDimensions(
    ctx,
    unknown.filter((id) => !names.has(id)),
  );
  for (const [id, name] of found) names.set(id, name);
  for (const row of rows) {
    const call = {
      provider: names.get(row.provider_dim)?.value ?? 'unknown',
      model: names.get(row.model_dim)?.value ?? 'unknown',
      ...{ teamDim: row.team_dim, keyDim: row.key_dim, connectionDim: row.connection_dim },
      ...{ projectDim: row.project_dim, environmentDim: row.environment_dim, costCentersDim: row.cost_centers_dim },
      usage: {
        ...{ input: row.input_tokens, cacheRead: row.cache_read_tokens, cacheWrite: row.cache_write_tokens },
        ...{ output: row.output_tokens, reasoning: row.reasoning_tokens },
      },
      costNanoUsd: BigInt(row.cost_nano_usd),
      isMetered: row.usage_source === 'provider' || row.usage_source === 'counted',
    };
    charges.add(call, await priceOf(ctx, book, row, names));
  }
}

function originOf(ctx: OperationContext, charge: ChargeOrigin, names: Names, centers: CostCenterNames): FocusOrigin {
  const [team, key, connection] = [charge.teamDim, charge.keyDim, charge.connectionDim].map((id) => names.get(id));
  return {
    providerName: ctx.runtime.providers.find(({ name }) => name === charge.provider)?.label ?? charge.provider,
    teamId: team === undefined ? null : toPublicId('team', team.value),
    teamName: team?.name ?? null,
    keyId: key === undefined ? null : toPublicId('key', key.value),
    keyName: key?.name ?? null,
    connectionName: connection?.name ?? null,
    project: names.get(charge.projectDim)?.name ?? null,
    environment: names.get(charge.environmentDim)?.name ?? null,
    costCenter: bearersText(names.get(charge.costCentersDim)?.value ?? '', centers),
  };
}

const second = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

function periodOf(startMs: number): FocusPeriod {
  const day = new Date(startMs);
  const month = (offset: number) => second(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + offset));
  return { chargeStart: second(startMs), chargeEnd: second(startMs + dayMs), billingStart: month(0), billingEnd: month(1) };
}

/** What no call is behind is the organization's own. */
const ownOrigin: FocusOrigin = {
  ...{ providerName: 'Tollgate', teamId: null, teamName: null, keyId: null, keyName: null, connectionName: null },
  ...{ project: null, environment: null, costCenter: null },
};

/** Whom money that a person booked is about. */
function aboutOf(about: BookedChange['about'], centers: CostCenterNames): FocusOrigin {
  if (about === null) return ownOrigin;
  const { teamId, teamName, project, costShares } = about;
  return {
    ...ownOrigin,
    ...{ teamId: teamId === null ? null : toPublicId('team', teamId), teamName, project },
    costCenter: bearersText(costShares ?? '', centers),
  };
}

/** Re-ratings and adjustments that the day tells, each in the day it is about and the month that bills it. */
async function changeRows(ctx: OperationContext, rows: FocusRows, startMs: number) {
  const changes = await readBookedChanges(ctx, startMs);
  const dims = changes.flatMap(({ origin }) => (origin === null ? [] : Object.values(origin)));
  const names = await nameDimensions(ctx, dims);
  const centers = await nameCostCenters(ctx, names.values());
  const ofMoney = await nameShares(
    ctx,
    changes.flatMap(({ about }) => about?.costShares ?? []),
  );
  const billed = periodOf(startMs);
  return changes.map((change) => {
    const { origin, about, chargedMs, isCorrection } = change;
    const charged = periodOf(chargedMs);
    const period = isCorrection ? { ...charged, billingStart: billed.billingStart, billingEnd: billed.billingEnd } : charged;
    const none = {
      ...{ provider: 'tollgate', model: '', teamDim: 0, keyDim: 0, connectionDim: 0 },
      ...{ projectDim: 0, environmentDim: 0, costCentersDim: 0 },
    };
    if (origin === null) return rows.change(change, none, aboutOf(about, ofMoney), period);
    const text = (dim: number) => names.get(dim)?.value ?? 'unknown';
    const charge = { ...origin, provider: text(origin.providerDim), model: text(origin.modelDim) };
    return rows.change(change, charge, originOf(ctx, charge, names, centers), period);
  });
}

/** One day as CSV records; the calls of a day are added up before anything is written. */
async function dayRecords(
  ctx: OperationContext,
  startMs: number,
  { perspective, version }: { readonly perspective: 'usage' | 'showback'; readonly version: FocusVersion },
): Promise<string> {
  const charges = new ChargeLines();
  const book = await openPriceBook(ctx.tx, ctx.tenantId);
  const names = new Map<number, DimensionName>();
  for await (const rows of callsOf(ctx, startMs)) await addCalls(ctx, book, rows, charges, names);
  const [own] = await ctx.tx.select({ name: tenant.name }).from(tenant).where(eq(tenant.tenantId, ctx.tenantId));
  const rows = new FocusRows({ id: toPublicId('tenant', ctx.tenantId), name: own?.name ?? '' }, perspective);
  const period = periodOf(startMs);
  const centers = await nameCostCenters(ctx, names.values());
  return [
    ...charges.lines().map((line) => rows.line(line, originOf(ctx, line, names, centers), period)),
    ...charges.rest().map((rest) => rows.adjustment(rest, originOf(ctx, rest, names, centers), period)),
    ...(await changeRows(ctx, rows, startMs)),
  ]
    .map((row) => focusCsv(row, version))
    .join('');
}

export const exportFocus = defineDownload(focusExport, {
  fileName: ({ from, to, version }) => `tollgate-focus-${version}-${from}-to-${to}.csv`,
  async read(ctx, { from, to, perspective, version }, day: number | undefined) {
    const startMs = day ?? Date.parse(from);
    const nextMs = startMs + dayMs;
    const text = (day === undefined ? focusHeader(version) : '') + (await dayRecords(ctx, startMs, { perspective, version }));
    return { text, next: nextMs < Date.parse(to) ? nextMs : null };
  },
});
