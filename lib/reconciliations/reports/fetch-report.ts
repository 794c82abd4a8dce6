import type { Probe } from '#lib/connections/index.ts';
import { addressOf } from '#lib/connections/require-address.ts';
import { AppError } from '#lib/core/errors.ts';
import { type AddressPolicy, askProvider, checkOutboundUrl, type UpstreamTransport } from '#lib/outbound/index.ts';
import type { ProviderItem } from '../provider-figures.ts';
import type { CostReport, ReportRange } from './index.ts';

const limits = { timeoutMs: 30_000, bodyBytesMax: 16 * 1024 * 1024 };
/** Pages of one report at most; a page has 31 days. */
const pagesMax = 200;

/** A report to be read, with what it takes. Never store or log it. */
export interface ReportTask {
  readonly report: CostReport;
  readonly probe: Probe;
  readonly credential: string;
  readonly range: ReportRange;
}

/** Reads a provider's whole report, through the guard of outbound calls. Throws what the provider's answer means. */
export async function fetchReport(
  { policy, transport }: { readonly policy: AddressPolicy; readonly transport: UpstreamTransport },
  { report, probe, credential, range }: ReportTask,
): Promise<ProviderItem[]> {
  const address = addressOf(probe.provider, probe.baseUrl, probe.settings) ?? '';
  checkOutboundUrl(policy, address);
  const items: ProviderItem[] = [];
  let next: string | null = null;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const answer = await askProvider(transport, report.request(address, credential, range, next), limits);
    if (answer.kind === 'late') throw new AppError('provider_timeout', { detail: 'The cost report did not arrive in 30 seconds.' });
    if (answer.kind === 'failed') throw new AppError('provider_unreachable', { internal: String(answer.failure) });
    refuseOthers(answer.status);
    const page = report.read(parsed(answer.body));
    if (page === undefined) throw new AppError('provider_error', { detail: 'What the provider answered is no cost report.' });
    items.push(...page.items);
    if (page.next === null) return items;
    ({ next } = page);
  }
  throw new AppError('provider_error', { detail: `The cost report has more than ${pagesMax} pages.` });
}

function refuseOthers(status: number): void {
  if (status >= 200 && status < 300) return;
  if (status === 401 || status === 403) {
    const detail = `The provider refuses the credential (${status}). Cost reports want an admin key of the organization.`;
    throw new AppError('provider_credentials_rejected', { detail });
  }
  throw new AppError('provider_error', { detail: `The provider answered the request for its cost report with ${status}.` });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
