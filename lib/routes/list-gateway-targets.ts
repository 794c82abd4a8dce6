import { sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type GatewayTarget, gatewayTargetList } from '#lib/contracts/gateway-targets.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { readGateways } from './read-gateways.ts';
import { targetFigures } from './target-figures.ts';
import { readTargetStates } from './target-state-rows.ts';

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
    return { ...own, model: rest.join(' '), ...targetFigures(byTarget.get(key) ?? []), hours: hours.get(key) ?? [] };
  });
  data.sort((left, right) => compare(left.connection_name ?? '', right.connection_name ?? '') || compare(left.model, right.model));
  const seenAt = states.reduce<Date | null>((latest, { seenAt: at }) => (latest === null || at > latest ? at : latest), null);
  return {
    data,
    next_cursor: null,
    processes: new Set(states.map(({ processId }) => processId)).size,
    seen_at: seenAt,
    gateways: await readGateways(ctx),
  };
});

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
