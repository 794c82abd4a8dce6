import { and, desc, eq, gte, lt, sql } from 'drizzle-orm';
import { analyticsSetting, peerBenchmark, tenantDay } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { analyticsPeers, type PeerBenchmarks, peerMetrics, peerRequestsMin, peersMin } from '#lib/contracts/peers.ts';
import { type PeerMonth, peerEpsilon, peerRules } from './peer-metrics.ts';

const mechanism = [
  `Organizations that share, with at least ${peerRequestsMin} calls in the month; nothing is told of fewer than ${peersMin}.`,
  'Each counts once, with a value brought into bounds that are the same for all; of money the geometric mean, of shares the plain one.',
  `To it comes Laplace noise of (width of the bounds) ÷ ((n − 1) · ε), ε = ${peerEpsilon}, drawn once a month and kept: asking again shows the same.`,
  'So nobody can tell from it whether one organization took part, nor with what.',
].join(' ');

/** This organization's own month, without noise; undefined with too few calls to be compared. */
async function readOwn({ tx, tenantId }: OperationContext, period: string): Promise<PeerMonth | undefined> {
  const from = `${period}-01`;
  const [row] = await tx
    .select({
      requests: sql<string>`coalesce(sum(${tenantDay.requests}), 0)::text`,
      failed: sql<string>`coalesce(sum(${tenantDay.failed}), 0)::text`,
      cost: sql<string>`coalesce(sum(${tenantDay.costNanoUsd}), 0)::text`,
      saved: sql<string>`coalesce(sum(${tenantDay.savedNanoUsd}), 0)::text`,
      people: sql<number | null>`(array_agg(${tenantDay.activeMonth} order by ${tenantDay.day} desc))[1]`,
    })
    .from(tenantDay)
    .where(
      and(eq(tenantDay.tenantId, tenantId), gte(tenantDay.day, from), lt(tenantDay.day, sql`(${from}::date + interval '1 month')::date`)),
    );
  const requests = Number(row?.requests ?? 0);
  if (row === undefined || requests < peerRequestsMin) return undefined;
  return {
    requests,
    failed: Number(row.failed),
    costUsd: Number(row.cost) / 1e9,
    savedUsd: Number(row.saved) / 1e9,
    people: row.people ?? 0,
  };
}

/** Who shares is shown; the figures are the same for everybody, and were made before anybody asked. */
export const getPeers = defineQuery(analyticsPeers, async (ctx): Promise<PeerBenchmarks> => {
  const { tx, tenantId } = ctx;
  const none = { period: null, published_at: null, metrics: [], peers_at_least: null, mechanism };
  const [setting] = await tx
    .select({ shares: analyticsSetting.sharesBenchmarks })
    .from(analyticsSetting)
    .where(eq(analyticsSetting.tenantId, tenantId));
  if (setting?.shares !== true) return { state: 'not_shared', ...none };
  const [last] = await tx.select({ period: peerBenchmark.period }).from(peerBenchmark).orderBy(desc(peerBenchmark.period)).limit(1);
  if (last === undefined) return { state: 'not_published', ...none };
  const rows = await tx.select().from(peerBenchmark).where(eq(peerBenchmark.period, last.period));
  const own = await readOwn(ctx, last.period);
  const metrics = peerMetrics.map((metric) => {
    const row = rows.find((candidate) => candidate.metric === metric);
    const { value: peers = null, low = null, high = null } = row ?? {};
    return { metric, unit: peerRules[metric].unit, peers, low, high, own: own === undefined ? null : peerRules[metric].of(own) };
  });
  const known = rows.flatMap(({ peersAtLeast }) => peersAtLeast ?? []);
  return {
    state: metrics.some(({ peers }) => peers !== null) ? 'ready' : 'not_enough_peers',
    ...{ period: last.period, published_at: rows[0]?.publishedAt ?? null, metrics, mechanism },
    peers_at_least: known.length === 0 ? null : Math.min(...known),
  };
});
