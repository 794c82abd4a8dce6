import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '#db/client.ts';
import { within } from './within.ts';

export interface LeaderOptions {
  /** A client with one connection to the server itself, not through a transaction pooler: the lock lives in its session. */
  readonly client: Client;
  /** Names what is led; any number of leaders of different names may be. */
  readonly name: string;
  /** Milliseconds between two looks at the lock. */
  readonly beatMs: number;
  /** Ends the campaign; the lock goes with the connection, which the caller closes. */
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/** Beats without an answer after which a leader resigns. */
const answerBeatsMax = 3;

/**
 * Campaigns for a session-level advisory lock and calls `lead` each time it is won, with a signal that aborts when the
 * connection that holds it is lost. The old leader can run on for up to a beat after PostgreSQL gave the lock to another.
 */
export async function campaign(
  { client, name, beatMs, signal, onError }: LeaderOptions,
  lead: (lost: AbortSignal) => Promise<void>,
): Promise<void> {
  let term: { readonly session: number; readonly lost: AbortController; readonly leading: Promise<void> } | undefined;
  const resign = async () => {
    term?.lost.abort();
    await term?.leading;
    term = undefined;
  };
  while (!signal.aborted) {
    try {
      const asked = client<{ session: number; won: boolean }[]>`
        select pg_backend_pid() as session, ${term !== undefined} or pg_try_advisory_lock(hashtext(${name})) as won`.execute();
      // A server that no longer answers may have given the lock away; resign before the connection is known to be dead.
      if (!(await within(beatMs * answerBeatsMax, asked))) await resign();
      const [row] = await asked;
      // Another session: the connection broke since the last beat, and the lock with it.
      if (term !== undefined && row?.session !== term.session) await resign();
      else if (term === undefined && row?.won) {
        const lost = new AbortController();
        term = { session: row.session, lost, leading: lead(AbortSignal.any([lost.signal, signal])) };
      }
    } catch (error) {
      onError(error);
      await resign();
    }
    await sleep(beatMs, undefined, { signal }).catch(() => {});
  }
  await resign();
}
