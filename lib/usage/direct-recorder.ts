import type { Client } from '#db/client.ts';
import { AppError, isDatabaseUnavailable } from '#lib/core/errors.ts';
import { plainArrayLiteral } from './array-literal.ts';
import { holdToJson } from './hold-json.ts';
import type { KeyUseMarker } from './mark-keys-used.ts';
import { type EventPoster, ServerChanged } from './post-batch.ts';
import type { CallRecorder, Hold, UsageEvent } from './usage-event.ts';

/**
 * Direct mode: the hold is a row of `reservation`, committed before the call is dispatched; the event and the end of the
 * reservation are one commit before the last byte goes out. For processes without a disk to write on, and for calls that
 * the journal could not take.
 */
export class DirectRecorder implements CallRecorder {
  private readonly database: Client;
  private readonly poster: EventPoster;
  private readonly keyUse: KeyUseMarker;
  private readonly incarnation: string;
  /** Holds whose commit nobody confirmed and whose calls were refused; they are taken back when the database answers again. */
  private readonly unconfirmed = new Map<string, string>();

  constructor(parts: {
    readonly ingest: Client;
    readonly poster: EventPoster;
    readonly keyUse: KeyUseMarker;
    readonly incarnation: string;
  }) {
    this.database = parts.ingest;
    this.poster = parts.poster;
    this.keyUse = parts.keyUse;
    this.incarnation = parts.incarnation;
  }

  async hold(hold: Hold): Promise<void> {
    const { tenantId } = hold.attribution;
    try {
      await this.takeBackUnconfirmed();
      await this.database`
        INSERT INTO reservation (tenant_id, id, incarnation, amount_nano_usd, hold)
        VALUES (${tenantId}, ${hold.id}, ${this.incarnation}, ${hold.boundNanoUsd.toString()}::text::int8, ${JSON.stringify(holdToJson(hold))}::text::jsonb)
        ON CONFLICT (tenant_id, id) DO UPDATE SET amount_nano_usd = excluded.amount_nano_usd, hold = excluded.hold, seen_at = now()
        WHERE reservation.state = 'held'`;
    } catch (error) {
      // The call will not be dispatched. Should the row be there all the same, it must not be taken for a lost call.
      if (isOutcomeUnknown(error)) this.unconfirmed.set(hold.id, tenantId);
      throw unavailable(error);
    }
  }

  async settle(event: UsageEvent): Promise<void> {
    try {
      await this.postAndEnd(event).catch((error: unknown) => {
        if (error instanceof ServerChanged) return this.postAndEnd(event);
        throw error;
      });
    } catch (error) {
      throw unavailable(error);
    }
    // Nobody waits for it, and a note that is lost costs a minute of freshness.
    void this.keyUse.mark([event]).catch(() => {});
  }

  private async postAndEnd(event: UsageEvent): Promise<void> {
    const { tenantId } = event.attribution;
    await this.poster.post([event], async (tx) => {
      await tx`UPDATE reservation SET state = 'settled', seen_at = now() WHERE tenant_id = ${tenantId} AND id = ${event.id}`;
    });
  }

  /** Says that the holder lives, for reservations that outlast the sweep's patience. Call it each minute. */
  async keepAlive(): Promise<void> {
    await this.database`UPDATE reservation SET seen_at = now() WHERE incarnation = ${this.incarnation} AND state = 'held'`;
  }

  private async takeBackUnconfirmed(): Promise<void> {
    if (this.unconfirmed.size === 0) return;
    const ids = [...this.unconfirmed.keys()];
    await this.database`
      DELETE FROM reservation AS r USING unnest(
        ${plainArrayLiteral([...this.unconfirmed.values()])}::text::uuid[], ${plainArrayLiteral(ids)}::text::uuid[]) AS u (tenant_id, id)
      WHERE r.tenant_id = u.tenant_id AND r.id = u.id AND r.state = 'held'`;
    for (const id of ids) this.unconfirmed.delete(id);
  }
}

/** The connection was lost after the statement was sent: it may have been committed. */
const lostCodes = new Set(['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P02', '08006']);

const isOutcomeUnknown = (error: unknown): boolean => error instanceof Error && 'code' in error && lostCodes.has(String(error.code));

const unavailable = (error: unknown): unknown =>
  isDatabaseUnavailable(error) ? new AppError('database_unavailable', { cause: error }) : error;
