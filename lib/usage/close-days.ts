import type { Databases } from '#db/client.ts';
import { tenant } from '#db/schema/index.ts';
import type { Logger } from '#lib/core/logger.ts';

/** Days closed in one transaction: postings into old hours wait for it, and it has to end within a minute for the largest tenants. */
const daysAtOnce = 2;

/** The same of spans, of which the longest is as much work as a few days. */
const spansAtOnce = 2;

/**
 * Takes the hours of one tenant that are due into their days (db/functions/usage-days.sql), newest first, as of `upTo` where that is given
 * and not to come; answers how many days got further.
 */
export async function closeDaysOf(
  databases: Pick<Databases, 'jobs'>,
  tenantId: string,
  { signal, upTo = null }: { readonly signal?: AbortSignal; readonly upTo?: Date | null } = {},
): Promise<number> {
  let closed = 0;
  for (;;) {
    const [row] = await databases.jobs.$client<{ days: number }[]>`
      SELECT close_usage_days(${tenantId}, ${daysAtOnce}, ${upTo?.toISOString() ?? null}::text::timestamptz) AS days`;
    const days = row?.days ?? 0;
    closed += days;
    if (days < daysAtOnce || signal?.aborted === true) break;
  }
  await closeSpansOf(databases, tenantId, signal);
  return closed;
}

/** Adds closed days up to spans of 2 to 32, and their hours to parts of days; what a signal cuts short the next run does. */
async function closeSpansOf({ jobs }: Pick<Databases, 'jobs'>, tenantId: string, signal?: AbortSignal): Promise<void> {
  for (let spans = spansAtOnce; spans === spansAtOnce && signal?.aborted !== true; ) {
    const [row] = await jobs.$client<{ spans: number }[]>`SELECT close_usage_spans(${tenantId}, ${spansAtOnce}) AS spans`;
    spans = row?.spans ?? 0;
  }
}

/** Closes the days of all tenants that are due; one that fails does not keep the others from it. */
export async function closeDays(
  databases: Pick<Databases, 'jobs' | 'operator'>,
  { logger, signal }: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<number> {
  const tenants = await databases.operator.select({ tenantId: tenant.tenantId }).from(tenant);
  let closed = 0;
  for (const { tenantId } of tenants) {
    if (signal.aborted) break;
    try {
      closed += await closeDaysOf(databases, tenantId, { signal });
    } catch (err) {
      logger.error({ err, tenantId }, 'The days of a tenant could not be closed');
    }
  }
  return closed;
}
