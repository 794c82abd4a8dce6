import type { Client } from '#db/client.ts';
import { plainArrayLiteral } from '#lib/core/array-literal.ts';
import { holdFromJson } from './hold-json.ts';
import { interruptedEvent } from './interrupted-event.ts';
import type { EventPoster } from './post-batch.ts';

/** Whose reservations are over. */
export interface SweepScope {
  /** Processes that are proved dead; their reservations are booked at once. */
  readonly deadIncarnations: readonly string[];
  /** Silence of any holder after which a reservation is booked; see `silenceSecondsFor`. */
  readonly silenceSeconds: number;
}

/** The longest call and 15 minutes: a holder that quiet is taken for gone. */
export const silenceSecondsFor = (longestCallSeconds: number): number => longestCallSeconds + 15 * 60;

/** Reservations booked in one transaction. */
const sweepMax = 500;

/**
 * Books the reservations of holders that are gone as interrupted calls; resolves to their number. A settlement that
 * arrives at the same moment either comes first, and then the event is there already, or comes second, and corrects it.
 */
export async function sweepReservations(ingest: Client, poster: Pick<EventPoster, 'post'>, scope: SweepScope): Promise<number> {
  let booked = 0;
  for (;;) {
    const rows = await ingest<{ tenantId: string; id: string; hold: unknown }[]>`
      SELECT tenant_id AS "tenantId", id, hold FROM reservation
      WHERE state = 'held' AND (incarnation = ANY(${plainArrayLiteral(scope.deadIncarnations)}::text::uuid[])
        OR seen_at < now() - make_interval(secs => ${scope.silenceSeconds}))
      LIMIT ${sweepMax}`;
    if (rows.length === 0) return booked;
    const tenants = plainArrayLiteral(rows.map(({ tenantId }) => tenantId));
    const ids = plainArrayLiteral(rows.map(({ id }) => id));
    const events = rows.map(({ hold }) => interruptedEvent(holdFromJson(hold)));
    await poster.post(events, async (tx) => {
      await tx`SELECT end_reservations(${tenants}::text::uuid[], ${ids}::text::uuid[], 'interrupted')`;
    });
    booked += rows.length;
  }
}
