import { sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type GatewayTarget, gatewayTargetList } from '#lib/contracts/gateway-targets.ts';
import { latencyQuantile } from '#lib/usage/latency-buckets.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { joinStates, readTargetStates, type TargetStateRow } from './target-state-rows.ts';

const hourMs = 3_600_000;
/** Targets that one answer lists; callers can name models as they like where a connection lists none. */
const targetsMax = 500;

interface HourRow extends Record<string, unknown> {
  readonly connection_dim: number;
  readonly model_dim: number;
  readonly hour_ms: number;
  readonly requests: number;
  readonly unsuccessful: number;
}

type Hours = Map<string, GatewayTarget['hours']>;

const keyOf = (connectionId: string, model: string): string => `${connectionId} ${model}`;

/** What each target served in the last 24 hours, from the hourly sums. */
async function readHours(ctx: OperationContext): Promise<Hours> {
  const since = new Date(Math.floor(ctx.now.getTime() / hourMs) * hourMs - 23 * hourMs).toISOString();
  const rows = await ctx.tx.execute<HourRow>(sql`
    select connection_dim, model_dim, extract(epoch from hour_at)::float8 * 1000 as hour_ms,
      sum(requests)::float8 as requests, sum(failed + interrupted)::float8 as unsuccessful
    from usage_hour where tenant_id = ${ctx.tenantId} and hour_at >= ${since}::timestamptz and connection_dim <> 0 and model_dim <> 0
    group by 1, 2, 3 order by 3`);
  const names = await nameDimensions(
    ctx,
    [...rows].flatMap((row) => [row.connection_dim, row.model_dim]),
  );
  const hours: Hours = new Map();
  for (const row of rows) {
    const connectionId = names.get(row.connection_dim)?.value;
    const model = names.get(row.model_dim)?.value;
    if (connectionId === undefined || model === undefined) continue;
    const list = hours.get(keyOf(connectionId, model)) ?? [];
    list.push({ at: new Date(row.hour_ms), requests: row.requests, unsuccessful: row.unsuccessful });
    hours.set(keyOf(connectionId, model), list);
  }
  return hours;
}

/** Counts by name, added up over processes. */
function addUp(parts: readonly Readonly<Record<string, number>>[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const part of parts) for (const [name, count] of Object.entries(part)) sums.set(name, (sums.get(name) ?? 0) + count);
  return sums;
}

function quantilesOf(rows: readonly TargetStateRow[], measure: 'latency' | 'first_token') {
  const sums = addUp(rows.map(({ figures }) => figures[measure]));
  const counts = [...sums].map(([bucket, count]) => ({ bucket: Number(bucket), count }));
  return (quantile: number): number | null => {
    const found = latencyQuantile(counts, quantile);
    return found === null ? null : Math.round(found);
  };
}

function figuresOf(rows: readonly TargetStateRow[]) {
  const { circuit, running, waiting } = joinStates(rows);
  const latency = quantilesOf(rows, 'latency');
  const firstToken = quantilesOf(rows, 'first_token');
  const [last] = rows.toSorted((left, right) => (right.lastFaultAt?.getTime() ?? 0) - (left.lastFaultAt?.getTime() ?? 0));
  return {
    ...{ circuit, running, waiting },
    attempts: rows.reduce((sum, row) => sum + row.attempts, 0),
    faults: rows.reduce((sum, row) => sum + row.faults, 0),
    faults_by_kind: Object.fromEntries(addUp(rows.map(({ figures }) => figures.faults))),
    ...{ latency_ms_p50: latency(0.5), latency_ms_p95: latency(0.95), latency_ms_p99: latency(0.99) },
    ...{ first_token_ms_p50: firstToken(0.5), first_token_ms_p95: firstToken(0.95) },
    ...{ last_fault: last?.lastFault ?? null, last_fault_at: last?.lastFaultAt ?? null },
  };
}

/** Targets that were called within a day or that a process knows, by connection and model. */
export const listGatewayTargets = defineQuery(gatewayTargetList, async (ctx) => {
  const states = await readTargetStates(ctx);
  const byTarget = Map.groupBy(states, (row) => keyOf(row.connectionId, row.model));
  const hours = await readHours(ctx);
  const keys = [...new Set([...byTarget.keys(), ...hours.keys()])].slice(0, targetsMax);
  const connections = await ctx.tx.execute<{ id: string; name: string; provider: string }>(
    sql`select id, name, provider from connection where tenant_id = ${ctx.tenantId}`,
  );
  const known = new Map([...connections].map((row) => [row.id, row]));
  const data = keys.map((key): GatewayTarget => {
    const [connectionId = '', ...rest] = key.split(' ');
    const connection = known.get(connectionId);
    const own = { connection_id: connectionId, connection_name: connection?.name ?? null, provider: connection?.provider ?? null };
    return { ...own, model: rest.join(' '), ...figuresOf(byTarget.get(key) ?? []), hours: hours.get(key) ?? [] };
  });
  data.sort((left, right) => compare(left.connection_name ?? '', right.connection_name ?? '') || compare(left.model, right.model));
  const seenAt = states.reduce<Date | null>((latest, { seenAt: at }) => (latest === null || at > latest ? at : latest), null);
  return { data, next_cursor: null, processes: new Set(states.map(({ processId }) => processId)).size, seen_at: seenAt };
});

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
