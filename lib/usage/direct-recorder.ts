import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '#db/client.ts';
import { plainArrayLiteral } from '#lib/core/array-literal.ts';
import { AppError, isDatabaseUnavailable } from '#lib/core/errors.ts';
import { JoinedCommits } from './joined-commits.ts';
import type { KeyUseMarker } from './mark-keys-used.ts';
import { type EventPoster, ServerChanged } from './post-batch.ts';
import { assertCovered, reserveCalls, type ShortCalls } from './reserve-budgets.ts';
import { sweepReservations } from './sweep-reservations.ts';
import type { CallRecorder, Hold, UsageEvent } from './usage-event.ts';

export interface DirectRecorderParts {
  readonly ingest: Client;
  readonly poster: Pick<EventPoster, 'post'>;
  readonly keyUse: KeyUseMarker;
  /** Id of this run of this process. */
  readonly incarnation: string;
  /** Told once of each settlement that was committed. */
  readonly onPosted?: (events: readonly UsageEvent[]) => void;
}

/** Pauses before a settlement is tried again; the caller's last byte waits for it. */
const retryAfterMs = [50, 200, 500];
/** Settlements that wait in memory for the database; beyond, their calls end as interrupted. */
const owedMax = 10_000;
const never = Number.MAX_SAFE_INTEGER / 1e6;

/**
 * Direct mode: the hold is a row of `reservation`, committed before the call is dispatched; the event and the end of the
 * reservation are one commit before the last byte goes out. Calls at the same time share their commits. For processes without
 * a disk to write on, and for calls that the journal could not take.
 */
export class DirectRecorder implements CallRecorder {
  private readonly parts: DirectRecorderParts;
  private readonly holds: JoinedCommits<Hold, ShortCalls>;
  private readonly settlements: JoinedCommits<UsageEvent, void>;
  /** Holds whose commit nobody confirmed and whose calls were refused; they are taken back when the database answers again. */
  private readonly unconfirmed = new Map<string, string>();
  /** Settlements that could not be committed in time. */
  private readonly owed = new Map<string, UsageEvent>();

  constructor(parts: DirectRecorderParts) {
    this.parts = parts;
    this.holds = new JoinedCommits((holds) => reserveCalls(parts.ingest, holds, parts.incarnation));
    this.settlements = new JoinedCommits((events) => this.postAndEnd(events));
  }

  async hold(hold: Hold): Promise<void> {
    try {
      await this.takeBackUnconfirmed();
      assertCovered(await this.holds.add(hold), hold);
    } catch (error) {
      // The call will not be dispatched. Should the row be there all the same, it must not be taken for a lost call.
      if (isOutcomeUnknown(error)) this.unconfirmed.set(hold.id, hold.attribution.tenantId);
      throw unavailable(error);
    }
  }

  /**
   * A lost connection is answered by trying again, which is safe. Rejects with `database_unavailable` when that does not
   * help within a second; the settlement is kept in memory then, and committed by `keepAlive` or `close`.
   */
  async settle(event: UsageEvent): Promise<void> {
    for (const pauseMs of [...retryAfterMs, null]) {
      try {
        await this.settlements.add(event);
        break;
      } catch (error) {
        const isTemporary = error instanceof ServerChanged || isDatabaseUnavailable(error);
        if (!isTemporary) throw error;
        if (pauseMs === null) {
          if (this.owed.size < owedMax) this.owed.set(event.id, event);
          throw unavailable(error);
        }
        await sleep(pauseMs);
      }
    }
    // Nobody waits for it, and a note that is lost costs a minute of freshness.
    void this.parts.keyUse.mark([event]).catch(() => {});
  }

  /** Says that the holder lives, for reservations that outlast the sweep's patience, and commits what is owed. Call it each minute. */
  async keepAlive(): Promise<void> {
    await this.commitOwed();
    await this.parts.ingest`UPDATE reservation SET seen_at = now() WHERE incarnation = ${this.parts.incarnation} AND state = 'held'`;
  }

  /** Commits what is owed, and books what is still held as interrupted: the process ends, so nobody will settle it. */
  async close(): Promise<void> {
    const { ingest, poster, incarnation } = this.parts;
    await this.commitOwed();
    await this.takeBackUnconfirmed();
    await sweepReservations(ingest, poster, { deadIncarnations: [incarnation], silenceSeconds: never });
  }

  private async commitOwed(): Promise<void> {
    for (const event of this.owed.values()) {
      await this.settlements.add(event);
      this.owed.delete(event.id);
    }
  }

  private async postAndEnd(events: readonly UsageEvent[]): Promise<void> {
    const tenants = plainArrayLiteral(events.map(({ attribution }) => attribution.tenantId));
    const ids = plainArrayLiteral(events.map(({ id }) => id));
    await this.parts.poster.post(events, async (tx) => {
      await tx`SELECT end_reservations(${tenants}::text::uuid[], ${ids}::text::uuid[], 'settled')`;
    });
    // Those that were owed and are overtaken by another settlement of their call.
    for (const { id } of events) this.owed.delete(id);
    this.parts.onPosted?.(events);
  }

  private async takeBackUnconfirmed(): Promise<void> {
    if (this.unconfirmed.size === 0) return;
    const ids = [...this.unconfirmed.keys()];
    await this.parts.ingest`SELECT end_reservations(
      ${plainArrayLiteral([...this.unconfirmed.values()])}::text::uuid[], ${plainArrayLiteral(ids)}::text::uuid[], NULL)`;
    for (const id of ids) this.unconfirmed.delete(id);
  }
}

/** The connection was lost after the statement was sent: it may have been committed. */
const lostCodes = new Set(['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P02', '08006']);

const isOutcomeUnknown = (error: unknown): boolean => error instanceof Error && 'code' in error && lostCodes.has(String(error.code));

const unavailable = (error: unknown): unknown =>
  error instanceof ServerChanged || isDatabaseUnavailable(error) ? new AppError('database_unavailable', { cause: error }) : error;
