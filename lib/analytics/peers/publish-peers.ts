import { eq, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { peerBenchmark } from '#db/schema/index.ts';
import { peerMetrics, peerRequestsMin } from '#lib/contracts/peers.ts';
import { type PeerMonth, peerFigure } from './peer-metrics.ts';

/** Days after the end of a month before it is told: postings come late. */
const settledDays = 3;

interface MonthRow extends Record<string, unknown> {
  readonly requests: string;
  readonly failed: string;
  readonly cost_nano_usd: string;
  readonly saved_nano_usd: string;
  readonly people: number;
}

/** The last month (UTC) that is settled: its name and its days. */
export function settledMonth(now: Date): { readonly period: string; readonly from: string; readonly to: string } {
  const settled = new Date(now.getTime() - settledDays * 86_400_000);
  const to = new Date(Date.UTC(settled.getUTCFullYear(), settled.getUTCMonth()));
  const from = new Date(Date.UTC(settled.getUTCFullYear(), settled.getUTCMonth() - 1));
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  return { period: day(from).slice(0, 7), from: day(from), to: day(to) };
}

/** Organizations that shared before the month was over and still do, with enough calls in it; nobody's name. */
async function readMonths({ operator }: Pick<Databases, 'operator'>, { from, to }: { from: string; to: string }): Promise<PeerMonth[]> {
  const rows = await operator.execute<MonthRow>(sql`
    select sum(d.requests)::text as requests, sum(d.failed)::text as failed, sum(d.cost_nano_usd)::text as cost_nano_usd,
      sum(d.saved_nano_usd)::text as saved_nano_usd, (array_agg(d.active_month order by d.day desc))[1] as people
    from tenant_day d
    join tenant t on t.tenant_id = d.tenant_id and t.kind = 'customer' and t.status = 'active'
    join analytics_setting s on s.tenant_id = d.tenant_id and s.shares_benchmarks and s.shares_since_at < ${to}::date
    where d.day >= ${from}::date and d.day < ${to}::date
    group by d.tenant_id having sum(d.requests) >= ${peerRequestsMin}`);
  return [...rows].map((row) => ({
    ...{ requests: Number(row.requests), failed: Number(row.failed), people: row.people },
    ...{ costUsd: Number(row.cost_nano_usd) / 1e9, savedUsd: Number(row.saved_nano_usd) / 1e9 },
  }));
}

/**
 * Tells the figures of the last settled month, once and for good: also that there were not enough, so that nobody who joins later
 * shows by a figure that appears. Answers how many metrics were written; none where they were before. Safe to run twice at once.
 */
export async function publishPeers(databases: Pick<Databases, 'operator' | 'jobs'>, key: Buffer, now: Date): Promise<number> {
  const month = settledMonth(now);
  const told = await databases.jobs
    .select({ metric: peerBenchmark.metric })
    .from(peerBenchmark)
    .where(eq(peerBenchmark.period, month.period));
  if (told.length > 0) return 0;
  const months = await readMonths(databases, month);
  const rows = peerMetrics.map((metric) => {
    const figure = peerFigure(metric, months, key, `peers:v1:${month.period}`);
    const { value = null, low = null, high = null, peersAtLeast = null } = figure ?? {};
    return { period: month.period, metric, value, low, high, peersAtLeast, publishedAt: now };
  });
  const written = await databases.jobs.insert(peerBenchmark).values(rows).onConflictDoNothing().returning({ metric: peerBenchmark.metric });
  return written.length;
}
