import { sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type ConnectionSummary, connectionHealthList } from '#lib/contracts/connection-health.ts';
import { readSpans } from './span-rows.ts';
import { type LastHeard, lastHeardOf, summarizeConnection } from './summarize-connection.ts';
import { readTargetStates } from './target-state-rows.ts';

const hourMs = 3_600_000;

interface HourRow extends Record<string, unknown> {
  readonly connection_id: string;
  readonly hour_ms: number;
  readonly attempts: number;
  readonly faults: number;
  readonly last_success_ms: number | null;
  readonly last_fault: string | null;
  readonly last_fault_ms: number | null;
}

/** Sums of each hour; histograms are left where they lie, because there are many of them in a day. */
async function readHours({ tx, tenantId, now }: OperationContext): Promise<readonly HourRow[]> {
  const since = new Date(Math.floor(now.getTime() / hourMs) * hourMs - 23 * hourMs).toISOString();
  return tx.execute<HourRow>(sql`
    select connection_id, floor(extract(epoch from from_at) / 3600)::float8 * 3600000 as hour_ms,
      sum(attempts)::float8 as attempts, sum(faults)::float8 as faults,
      extract(epoch from max(last_success_at))::float8 * 1000 as last_success_ms,
      (array_agg(last_fault order by last_fault_at desc nulls last))[1] as last_fault,
      extract(epoch from max(last_fault_at))::float8 * 1000 as last_fault_ms
    from connection_span where tenant_id = ${tenantId} and from_at >= ${since}::timestamptz
    group by 1, 2 order by 2`);
}

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

const heardIn = (row: HourRow): LastHeard => {
  return { lastSuccessAt: dateOf(row.last_success_ms), lastFault: row.last_fault, lastFaultAt: dateOf(row.last_fault_ms) };
};

/** Connections that are not archived, by name, with what the gateways found out about them. */
export const listConnectionHealth = defineQuery(connectionHealthList, async (ctx) => {
  const connections = await ctx.tx.execute<{ id: string }>(
    sql`select id from connection where tenant_id = ${ctx.tenantId} and archived_at is null order by lower(name), id`,
  );
  const states = Map.groupBy(await readTargetStates(ctx), ({ connectionId }) => connectionId);
  const lastHour = Map.groupBy(await readSpans(ctx, hourMs), ({ connectionId }) => connectionId);
  const hours = Map.groupBy(await readHours(ctx), ({ connection_id: id }) => id);
  const data = [...connections].map(({ id }): ConnectionSummary => {
    const ofDay = hours.get(id) ?? [];
    const summary = summarizeConnection(id, states.get(id) ?? [], lastHour.get(id) ?? [], lastHeardOf(ofDay.map(heardIn)));
    return { ...summary, hours: ofDay.map(({ hour_ms: ms, attempts, faults }) => ({ at: new Date(ms), attempts, faults })) };
  });
  return { data, next_cursor: null };
});
