import postgres from 'postgres';
import type { EventPoster, PostOutcome } from './post-batch.ts';
import type { UsageEvent } from './usage-event.ts';

/** An event that the database refuses for what it is, not for the state the database is in. */
export interface RejectedEvent {
  readonly event: UsageEvent;
  readonly error: unknown;
}

export interface IsolatedOutcome extends PostOutcome {
  readonly rejected: readonly RejectedEvent[];
}

/** Data exceptions and integrity violations: trying the same event again ends the same way. */
const isRefusal = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && (error.code.startsWith('22') || error.code.startsWith('23'));

/**
 * Posts events so that one which the database refuses does not hold up the others: a refused posting is halved until the
 * culprit is alone. Rejects only with errors that say nothing about the events, such as a lost connection.
 */
export async function postIsolating(poster: EventPoster, events: readonly UsageEvent[]): Promise<IsolatedOutcome> {
  try {
    return { ...(await poster.post(events)), rejected: [] };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const [only] = events;
    if (events.length === 1 && only !== undefined) return { inserted: 0, corrected: 0, rejected: [{ event: only, error }] };
    const middle = events.length >> 1;
    const first = await postIsolating(poster, events.slice(0, middle));
    const second = await postIsolating(poster, events.slice(middle));
    return {
      inserted: first.inserted + second.inserted,
      corrected: first.corrected + second.corrected,
      rejected: [...first.rejected, ...second.rejected],
    };
  }
}
