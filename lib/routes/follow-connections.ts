import { sql } from 'drizzle-orm';
import { defineStream } from '#lib/command/define-stream.ts';
import { type ConnectionPulse, connectionHealthFollow } from '#lib/contracts/connection-health.ts';
import { postingBehindMs } from '#lib/contracts/gateway-targets.ts';
import { statusFreshMs } from './target-state-rows.ts';

/** Gateways report every two seconds; more often there is nothing new. */
const intervalMs = 2_000;

/** Read from the database at each turn, so that what any gateway reports is seen soon after. */
export const followConnections = defineStream(connectionHealthFollow, {
  intervalMs,
  async read({ tx, tenantId, now }, _input, lastId) {
    const since = new Date(now.getTime() - statusFreshMs).toISOString();
    const [row] = await tx.execute<{ [name in keyof ConnectionPulse]: number }>(sql`
      select count(distinct (connection_id, model)) filter (where circuit <> 'closed')::int as troubled, coalesce(sum(running), 0)::int as running,
        coalesce(sum(waiting), 0)::int as waiting, coalesce(sum(attempts), 0)::int as attempts, coalesce(sum(faults), 0)::int as faults,
        (select count(*)::int from gateway_process where seen_at > ${since}::timestamptz) as gateways,
        (select count(*)::int from gateway_process where seen_at > ${since}::timestamptz
          and (posting_lag_ms > ${postingBehindMs} or fault is not null)) as behind
      from target_status where tenant_id = ${tenantId} and seen_at > ${since}::timestamptz`);
    const payload: ConnectionPulse = row ?? { troubled: 0, running: 0, waiting: 0, attempts: 0, faults: 0, gateways: 0, behind: 0 };
    const { troubled, running, waiting, attempts, faults, gateways, behind } = payload;
    const id = [troubled, running, waiting, attempts, faults, gateways, behind].join('.');
    return id === lastId ? null : { id, payload };
  },
});
