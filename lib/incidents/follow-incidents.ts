import { sql } from 'drizzle-orm';
import { incident } from '#db/schema/index.ts';
import { defineStream } from '#lib/command/define-stream.ts';
import { type IncidentFigures, incidentFollow } from '#lib/contracts/incidents.ts';

const intervalMs = 1000;

/** Read from the database at each turn, so that what any process finds is seen within a second. */
export const followIncidents = defineStream(incidentFollow, {
  intervalMs,
  async read({ tx, tenantId }, _input, lastId) {
    const [row] = await tx.execute<{ open: number; acknowledged: number; changed_at: string | null }>(sql`
      select count(*) filter (where state = 'open')::int as open, count(*) filter (where state = 'acknowledged')::int as acknowledged,
        max(greatest(last_seen_at, cleared_at, acknowledged_at, resolved_at)) as changed_at
      from ${incident} where tenant_id = ${tenantId}::uuid`);
    const changedAt = row?.changed_at ?? null;
    const payload: IncidentFigures = {
      open: row?.open ?? 0,
      acknowledged: row?.acknowledged ?? 0,
      changed_at: changedAt === null ? null : new Date(changedAt),
    };
    const id = [payload.open, payload.acknowledged, payload.changed_at?.getTime() ?? ''].join('.');
    return id === lastId ? null : { id, payload };
  },
});
