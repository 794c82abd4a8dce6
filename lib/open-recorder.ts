import { join } from 'node:path';
import { newUuid } from '#lib/core/ids.ts';
import { FailoverRecorder } from '#lib/journal/failover-recorder.ts';
import { type JournalState, openJournal } from '#lib/journal/open-journal.ts';
import type { Runtime } from '#lib/runtime.ts';
import { DirectRecorder } from '#lib/usage/direct-recorder.ts';
import { KeyUseMarker } from '#lib/usage/mark-keys-used.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { postIsolating } from '#lib/usage/post-isolating.ts';
import { sweepReservations } from '#lib/usage/sweep-reservations.ts';
import type { CallRecorder, UsageEvent } from '#lib/usage/usage-event.ts';

/** `journal`: records on this host's disk, posted behind the calls. `direct`: in the database, one commit before and one after. */
export type RecorderMode = 'journal' | 'direct';

export interface OpenRecorder {
  readonly recorder: CallRecorder;
  /** Of the journal; null in direct mode. */
  state(): JournalState | null;
  close(): Promise<void>;
}

const keepAliveMs = 60_000;
/** What a stopping process gives its last settlements; what is left is posted by the next start. */
const drainMs = 5_000;
/** The longest call and 15 minutes (money.md, SILENCE): a holder that quiet is taken for gone. */
const graceSeconds = 15 * 60;

/** Opens what a process records its calls with. Rejects with `journal_unavailable` where the journal cannot be opened. */
export async function openRecorder(runtime: Runtime, mode: RecorderMode): Promise<OpenRecorder> {
  const { env, logger, databases, clock } = runtime;
  const ingest = databases.ingest.$client;
  const poster = new EventPoster(ingest);
  const incarnation = newUuid();
  const direct = new DirectRecorder({ ingest, poster, incarnation });
  const quietly = (work: Promise<unknown>, what: string) => void work.catch((err: unknown) => logger.debug({ err }, what));
  const keepAlive = setInterval(() => quietly(direct.keepAlive(), 'Reservations could not be kept alive'), keepAliveMs).unref();
  if (mode === 'direct') {
    return { recorder: direct, state: () => null, close: async () => clearInterval(keepAlive) };
  }
  const keyUse = new KeyUseMarker(ingest);
  const post = async (events: readonly UsageEvent[]) => {
    const outcome = await postIsolating(poster, events);
    quietly(keyUse.mark(events), 'The use of keys could not be noted');
    return outcome;
  };
  const silenceSeconds = env.GATEWAY_TOTAL_SECONDS + graceSeconds;
  const onDead = async (deadIncarnations: readonly string[]) => {
    await sweepReservations(ingest, poster, { deadIncarnations, silenceSeconds });
  };
  const open = await openJournal({ root: join(env.DATA_DIR, 'journal'), incarnation, post, onDead, logger, clock });
  quietly(open.recovered, 'The journals of earlier processes were not replayed to the end');
  return {
    recorder: new FailoverRecorder(open.journal, open.recorder, direct),
    state: () => open.state(),
    close: async () => {
      clearInterval(keepAlive);
      await open.close(drainMs);
    },
  };
}
