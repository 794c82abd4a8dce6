import { and, count, eq, sql } from 'drizzle-orm';
import { reservation, usageEvent, usageHour } from '#db/schema/index.ts';
import { reachOf } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineStream } from '#lib/command/define-stream.ts';
import { eventsFollow, type LiveFigures } from '#lib/contracts/events.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { correctedCost } from '#lib/usage/corrected-cost.ts';
import { eventDimensionColumns, searchEvents } from '#lib/usage/search-events.ts';
import { isEmptyScope, resolveUsageScope, scopeConditions, type UsageScope } from '#lib/usage/usage-scope.ts';
import { callerTimeZone } from './caller-time-zone.ts';
import { hourDimensionColumns } from './usage-cells.ts';

/** A call is posted within a tenth of a second of its end; with this it is on every screen within two. */
const intervalMs = 1000;
const hourMs = 3_600_000;

/** Live figures follow what the caller may see of sums and of their own calls, not who may receive events. */
async function asAnalyst(ctx: OperationContext): Promise<OperationContext> {
  const { access, caller, tx } = ctx;
  const reach = await reachOf(tx, access, 'analytics.read');
  return { ...ctx, reach, ownUserId: access.holdsSomewhere('usage.own') ? caller.userId : null };
}

async function dayBeganAt({ tx, now }: OperationContext, timeZone: string): Promise<number> {
  const [row] = await tx.execute<{ ms: number }>(sql`
    select extract(epoch from date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${timeZone}) at time zone ${timeZone})::float8 * 1000 as ms`);
  return Math.round(row?.ms ?? 0);
}

/** Sums since an instant: whole hours from the rollups, and the calls of the hour that the instant cuts in two. */
async function sumsSince(
  { tx, tenantId }: OperationContext,
  scope: UsageScope,
  sinceMs: number,
): Promise<{ cost: bigint; requests: number }> {
  const since = new Date(sinceMs).toISOString();
  const nextHour = new Date(Math.ceil(sinceMs / hourMs) * hourMs).toISOString();
  const hours = [
    sql`${usageHour.tenantId} = ${tenantId} and ${usageHour.hourAt} >= ${nextHour}::timestamptz`,
    ...scopeConditions(scope, hourDimensionColumns),
  ];
  const calls = [
    sql`${usageEvent.tenantId} = ${tenantId} and ${usageEvent.occurredAt} >= ${since}::timestamptz and ${usageEvent.occurredAt} < ${nextHour}::timestamptz`,
    ...scopeConditions(scope, eventDimensionColumns),
  ];
  const [row] = await tx.execute<{ cost: bigint; requests: bigint }>(sql`
    select coalesce(sum(cost), 0)::bigint as cost, coalesce(sum(requests), 0)::bigint as requests from (
      select sum(cost_nano_usd) as cost, sum(requests) as requests from usage_hour where ${sql.join(hours, sql` and `)}
      union all select sum(${correctedCost}), count(*) from usage_event where ${sql.join(calls, sql` and `)}
    ) as parts`);
  return { cost: row?.cost ?? 0n, requests: Number(row?.requests ?? 0n) };
}

async function pendingCalls({ tx, tenantId, reach }: OperationContext): Promise<number | null> {
  if (!reach.everything) return null;
  const [row] = await tx
    .select({ calls: count() })
    .from(reservation)
    .where(and(eq(reservation.tenantId, tenantId), eq(reservation.state, 'held')));
  return row?.calls ?? 0;
}

async function lastCall(ctx: OperationContext, scope: UsageScope): Promise<LiveFigures['last_call']> {
  const search = {
    scope,
    fromMs: null,
    toMs: null,
    after: null,
    status: undefined,
    taskType: undefined,
    minCostNanoUsd: undefined,
    policyOutcome: undefined,
    policyId: undefined,
    guardrailId: undefined,
    limit: 1,
  };
  const [row] = (await searchEvents(ctx, search)).rows;
  return row === undefined ? null : { id: row.id, at: new Date(uuidTimeMs(row.id)) };
}

export const followEvents = defineStream(eventsFollow, {
  intervalMs,
  async read(ctx, input, lastId) {
    const analyst = await asAnalyst(ctx);
    const dayMs = await dayBeganAt(ctx, input.time_zone ?? (await callerTimeZone(ctx)));
    const scope = await resolveUsageScope(analyst, input);
    const isEmpty = isEmptyScope(scope);
    const sums = isEmpty ? { cost: 0n, requests: 0 } : await sumsSince(ctx, scope, dayMs);
    const payload: LiveFigures = {
      spend_today_usd: sums.cost,
      requests_today: sums.requests,
      day_began_at: new Date(dayMs),
      last_call: isEmpty ? null : await lastCall(ctx, scope),
      pending_calls: await pendingCalls(analyst),
    };
    // What the figures are is what tells them apart: a correction may change the spend without a new call.
    const id = [dayMs, sums.cost, sums.requests, payload.last_call?.id ?? '', payload.pending_calls ?? ''].join('.');
    return id === lastId ? null : { id, payload };
  },
});
