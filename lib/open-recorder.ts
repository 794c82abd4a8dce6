import { join } from 'node:path';
import { newUuid } from '#lib/core/ids.ts';
import { FailoverRecorder } from '#lib/journal/failover-recorder.ts';
import { type JournalState, openJournal } from '#lib/journal/open-journal.ts';
import { openWhenPossible } from '#lib/journal/open-when-possible.ts';
import type { Runtime } from '#lib/runtime.ts';
import { DirectRecorder } from '#lib/usage/direct-recorder.ts';
import { KeyUseMarker } from '#lib/usage/mark-keys-used.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { postIsolating } from '#lib/usage/post-isolating.ts';
import { silenceSecondsFor, sweepReservations } from '#lib/usage/sweep-reservations.ts';
import type { CallRecorder, UsageEvent } from '#lib/usage/usage-event.ts';

/** `journal`: records on this host's disk, posted behind the calls. `direct`: in the database, one commit before and one after. */
export type RecorderMode = 'journal' | 'direct';

export interface OpenRecorder {
  readonly recorder: CallRecorder;
  /** Of the journal; null in direct mode, and while the journal cannot be opened. */
  state(): JournalState | null;
  /** Why calls are not recorded as they should be; undefined when they are. */
  fault(): string | undefined;
  close(): Promise<void>;
}

const keepAliveMs = 60_000;
/** What a stopping process gives its last settlements; what is left is posted by the next start. */
const drainMs = 5_000;

/** A disk that had no room for a journal is looked at again this often. */
const reopenMs = 10_000;

/** Opens what a process records its calls with: in the database as long as the journal cannot be opened. */
export async function openRecorder(runtime: Runtime, mode: RecorderMode): Promise<OpenRecorder> {
  const { env, logger, databases, clock } = runtime;
  const ingest = databases.ingest.$client;
  const poster = new EventPoster(ingest);
  const incarnation = newUuid();
  const keyUse = new KeyUseMarker(ingest);
  const direct = new DirectRecorder({ ingest, poster, keyUse, incarnation });
  const quietly = (work: Promise<unknown>, what: string) => void work.catch((err: unknown) => logger.debug({ err }, what));
  const keepAlive = setInterval(() => quietly(direct.keepAlive(), 'Reservations could not be kept alive'), keepAliveMs).unref();
  const closeDirect = async () => {
    clearInterval(keepAlive);
    // What it cannot reach now is booked by the sweep, once this process has been silent for long enough.
    await direct.close().catch((err: unknown) => logger.warn({ err }, 'Holds in the database could not be brought to an end'));
  };
  if (mode === 'direct') {
    return { recorder: direct, state: () => null, fault: () => undefined, close: closeDirect };
  }
  const post = async (events: readonly UsageEvent[]) => {
    const outcome = await postIsolating(poster, events);
    quietly(keyUse.mark(events), 'The use of keys could not be noted');
    return outcome;
  };
  const isStored = (event: UsageEvent) => poster.isStored(event);
  const silenceSeconds = silenceSecondsFor(env.GATEWAY_TOTAL_SECONDS);
  const onDead = async (deadIncarnations: readonly string[]) => {
    await sweepReservations(ingest, poster, { deadIncarnations, silenceSeconds });
  };
  const recorder = new FailoverRecorder(direct);
  const journal = await openWhenPossible({
    open: () => openJournal({ root: join(env.DATA_DIR, 'journal'), incarnation, post, isStored, onDead, logger, clock }),
    onOpen(open) {
      recorder.use(open);
      quietly(open.recovered, 'The journals of earlier processes were not replayed to the end');
    },
    logger,
    everyMs: reopenMs,
  });
  const state = () => journal.current?.state() ?? null;
  return {
    recorder,
    state,
    fault: () => (state()?.shortage === null ? undefined : 'The journal has no room; calls are recorded in the database.'),
    close: async () => {
      await journal.stop();
      await journal.current?.close(drainMs);
      await closeDirect();
    },
  };
}
