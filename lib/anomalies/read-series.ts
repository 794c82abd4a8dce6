import { sql } from 'drizzle-orm';
import type { TenantReading } from '#lib/command/context.ts';
import type { AnomalyMetric } from './find-runs.ts';

/** What a series had in one hour. `latency` is the mean in milliseconds, null where no call was measured. */
export interface SeriesHour {
  readonly cost: number;
  readonly requests: number;
  readonly errors: number;
  readonly latency: number | null;
  readonly measured: number;
}

/** The hours of one scope, by their begin. */
export interface HourSeries {
  readonly kind: 'tenant' | 'team' | 'key' | 'model';
  /** A UUID, the name of a model; empty for the tenant. */
  readonly value: string;
  readonly hours: ReadonlyMap<number, SeriesHour>;
}

/** Series of one kind that are watched, the dearest first; what is smaller shows in what it is part of. */
const seriesMax = 30;

interface Row extends Record<string, unknown> {
  readonly value: string;
  readonly hour: number;
  readonly cost: number;
  readonly requests: number;
  readonly errors: number;
  readonly latency: number;
  readonly measured: number;
}

const sums = sql`(sum(h.cost_nano_usd) / 1e9)::float8 as cost, sum(h.requests)::float8 as requests, sum(h.failed + h.interrupted)::float8 as errors,
  sum(h.latency_ms_sum)::float8 as latency, sum(h.succeeded + h.failed + h.cancelled)::float8 as measured`;

function toSeries(kind: HourSeries['kind'], rows: readonly Row[]): readonly HourSeries[] {
  const byValue = new Map<string, Map<number, SeriesHour>>();
  for (const { value, hour, cost, requests, errors, latency, measured } of rows) {
    const hours = byValue.get(value) ?? new Map<number, SeriesHour>();
    hours.set(hour, { cost, requests, errors, measured, latency: measured > 0 ? latency / measured : null });
    byValue.set(value, hours);
  }
  return [...byValue].map(([value, hours]) => ({ kind, value, hours }));
}

/** The hours of the whole tenant and of its dearest teams, keys and models, from the kept sums. */
export async function readSeries({ tx, tenantId }: TenantReading, fromMs: number, toMs: number): Promise<readonly HourSeries[]> {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  const within = sql`h.tenant_id = ${tenantId} and h.hour_at >= ${from}::timestamptz and h.hour_at < ${to}::timestamptz`;
  const hour = sql`(extract(epoch from h.hour_at) * 1000)::float8 as hour`;
  const whole = await tx.execute<Row>(sql`select '' as value, ${hour}, ${sums} from usage_hour h where ${within} group by h.hour_at`);
  const all = [...toSeries('tenant', whole)];
  for (const kind of ['team', 'key', 'model'] as const) {
    const column = sql.raw(`h.${kind}_dim`);
    const rows = await tx.execute<Row>(sql`
      with dearest as (
        select ${column} as dim from usage_hour h where ${within} and ${column} <> 0 group by 1 order by sum(h.cost_nano_usd) desc, sum(h.requests) desc limit ${seriesMax}
      )
      select d.value, ${hour}, ${sums} from usage_hour h join dearest on dearest.dim = ${column}
      join usage_dimension d on d.tenant_id = ${tenantId} and d.id = dearest.dim
      where ${within} group by d.value, h.hour_at`);
    all.push(...toSeries(kind, rows));
  }
  return all;
}

/** A metric of an hour; 0 where nothing happened, and null of a latency that nobody measured. */
export function metricAt({ hours }: HourSeries, metric: AnomalyMetric, atMs: number): number | null {
  const hour = hours.get(atMs);
  return hour === undefined ? (metric === 'latency' ? null : 0) : hour[metric];
}
