import { type SQL, sql } from 'drizzle-orm';
import { usageEvent, usageHour, usageLatencyHour } from '#db/schema/index.ts';
import { noReach } from '#lib/command/access.ts';
import type { TenantReading } from '#lib/command/context.ts';
import type { LatencyCount } from '#lib/usage/latency-buckets.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { resolveUsageScope, scopeConditions, type UsageFilters, type UsageScope } from '#lib/usage/usage-scope.ts';
import { noUsage, type UsageCell } from './usage-cell.ts';
import { hourDimensionColumns } from './usage-cells.ts';

/** All calls of the tenant that filters mean: rules see everything, whoever reads their alerts. */
export const scopeOfFilters = ({ tx, tenantId }: TenantReading, filters: UsageFilters): Promise<UsageScope> =>
  resolveUsageScope({ tx, tenantId, reach: { ...noReach, everything: true }, ownUserId: null }, filters);

interface SumRow extends Record<string, unknown> {
  readonly hour: number;
  readonly requests: number;
  readonly errors: number;
  readonly refused: number;
  readonly cost: number;
  readonly tokens: number;
}

interface BucketRow extends Record<string, unknown> {
  readonly hour: number;
  readonly bucket: number;
  readonly count: number;
}

const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;
/** γ of the histograms (lib/usage/latency-buckets.ts). */
const inverseLogGamma = 1 / Math.log(1.02 / 0.98);
const bucketOfEvent = sql`case when ${usageEvent.latencyMs} < 1 then -1 else ceil(ln(${usageEvent.latencyMs}) * ${inverseLogGamma}::float8)::int end`;

function join(rows: readonly SumRow[], buckets: readonly BucketRow[]): ReadonlyMap<number, UsageCell> {
  const latency = new Map<number, LatencyCount[]>();
  for (const { hour, bucket, count } of buckets) latency.set(hour, [...(latency.get(hour) ?? []), { bucket, count }]);
  return new Map(
    rows.map(({ hour, requests, errors, refused, cost, tokens }) => [
      hour,
      { requests, errors, refused, costUsd: cost, tokens, latency: latency.get(hour) ?? [] },
    ]),
  );
}

/** Latencies of calls that reached a provider, out of the calls themselves. */
const latencyOfCalls = ({ tenantId }: TenantReading, scope: UsageScope, fromMs: number, toMs: number, hour: SQL): SQL => sql`
  select ${hour} as hour, ${bucketOfEvent} as bucket, count(*)::float8 as count from usage_event
  where ${sql.join(
    [
      sql`${usageEvent.tenantId} = ${tenantId} and ${usageEvent.occurredAt} >= ${instant(fromMs)} and ${usageEvent.occurredAt} < ${instant(toMs)}`,
      sql`${usageEvent.status} not in ('refused', 'interrupted')`,
      ...scopeConditions(scope, eventDimensionColumns),
    ],
    sql` and `,
  )} group by 1, 2`;

const latencyOfHours = ({ tenantId }: TenantReading, scope: UsageScope, fromMs: number, toMs: number): SQL => sql`
  select (extract(epoch from hour_at) * 1000)::float8 as hour, bucket, sum(count)::float8 as count from usage_latency_hour
  where ${sql.join(
    [
      sql`${usageLatencyHour.tenantId} = ${tenantId} and ${usageLatencyHour.hourAt} >= ${instant(fromMs)} and ${usageLatencyHour.hourAt} < ${instant(toMs)}`,
      sql`${usageLatencyHour.measure} = 'latency'`,
      ...scopeConditions(scope, { team: usageLatencyHour.teamDim, model: usageLatencyHour.modelDim }),
    ],
    sql` and `,
  )} group by 1, 2`;

/** Whether the histograms, which are kept by team and model, can answer. */
const isInHistograms = ({ within }: UsageScope): boolean => [...within.keys()].every((kind) => kind === 'team' || kind === 'model');

/** The hours from the kept sums, by their begin; `fromMs` and `toMs` on the hour. */
export async function readHours(
  reading: TenantReading,
  scope: UsageScope,
  { fromMs, toMs, withLatency }: { readonly fromMs: number; readonly toMs: number; readonly withLatency: boolean },
): Promise<ReadonlyMap<number, UsageCell>> {
  const { tx, tenantId } = reading;
  const conditions = [
    sql`${usageHour.tenantId} = ${tenantId} and ${usageHour.hourAt} >= ${instant(fromMs)} and ${usageHour.hourAt} < ${instant(toMs)}`,
    ...scopeConditions(scope, hourDimensionColumns),
  ];
  const rows = await tx.execute<SumRow>(sql`
    select (extract(epoch from hour_at) * 1000)::float8 as hour, sum(requests)::float8 as requests, sum(failed + interrupted)::float8 as errors,
      sum(refused)::float8 as refused, (sum(cost_nano_usd) / 1e9)::float8 as cost, sum(input_tokens + output_tokens)::float8 as tokens
    from usage_hour where ${sql.join(conditions, sql` and `)} group by 1`);
  if (!withLatency) return join(rows, []);
  const hourOfCall = sql`(extract(epoch from date_trunc('hour', ${usageEvent.occurredAt})) * 1000)::float8`;
  const buckets = await tx.execute<BucketRow>(
    isInHistograms(scope) ? latencyOfHours(reading, scope, fromMs, toMs) : latencyOfCalls(reading, scope, fromMs, toMs, hourOfCall),
  );
  return join(rows, buckets);
}

/** One stretch of time from the calls themselves, to the millisecond. */
export async function readCalls(
  reading: TenantReading,
  scope: UsageScope,
  { fromMs, toMs, withLatency }: { readonly fromMs: number; readonly toMs: number; readonly withLatency: boolean },
): Promise<UsageCell> {
  const { tx, tenantId } = reading;
  const conditions = [
    sql`${usageEvent.tenantId} = ${tenantId} and ${usageEvent.occurredAt} >= ${instant(fromMs)} and ${usageEvent.occurredAt} < ${instant(toMs)}`,
    ...scopeConditions(scope, eventDimensionColumns),
  ];
  const rows = await tx.execute<SumRow>(sql`
    select 0::float8 as hour, count(*)::float8 as requests, count(*) filter (where status in ('failed', 'interrupted'))::float8 as errors,
      count(*) filter (where status = 'refused')::float8 as refused, (coalesce(sum(cost_nano_usd), 0) / 1e9)::float8 as cost,
      coalesce(sum(coalesce(input_tokens, 0) + coalesce(output_tokens, 0)), 0)::float8 as tokens
    from usage_event where ${sql.join(conditions, sql` and `)}`);
  const buckets = withLatency ? await tx.execute<BucketRow>(latencyOfCalls(reading, scope, fromMs, toMs, sql`0::float8`)) : [];
  return join(rows, buckets).get(0) ?? noUsage;
}
