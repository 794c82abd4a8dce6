import { join } from 'node:path';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { PostgresLeaseStore } from '#lib/budgets/engine/postgres-lease-store.ts';
import { closeLeases } from '#lib/budgets/engine/sweep-leases.ts';
import { newUuid } from '#lib/core/ids.ts';
import { FailoverRecorder } from '#lib/journal/failover-recorder.ts';
import type { DeadProcesses } from '#lib/journal/journal-recovery.ts';
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
  /** What calls hold of their budgets. */
  readonly keeper: LeaseKeeper;
  /** Of the journal; null in direct mode, and while the journal cannot be opened. */
  state(): JournalState | null;
  /** Why calls are not recorded as they should be; undefined when they are. */
  fault(): string | undefined;
  close(): Promise<void>;
}

const keepAliveMs = 60_000;
/** What a stopping process gives its last settlements; what is left is posted by the next start. */
const drainMs = 5_000;

/** Longer than a statement may take. */
const closeAgainMs = 30_000;
/** A disk that had no room for a journal is looked at again this often. */
const reopenMs = 10_000;

/** Opens what a process records its calls with: in the database as long as the journal cannot be opened. */
export async function openRecorder(runtime: Runtime, mode: RecorderMode): Promise<OpenRecorder> {
  const { env, logger, databases, clock } = runtime;
  const ingest = databases.ingest.$client;
  const poster = new EventPoster(ingest);
  const incarnation = newUuid();
  const keyUse = new KeyUseMarker(ingest);
  const keeper = new LeaseKeeper({
    store: new PostgresLeaseStore(ingest, incarnation),
    mode: mode === 'journal' ? 'leased' : 'direct',
    clock,
    logger,
  });
  const onPosted = (events: readonly UsageEvent[]) => keeper.posted(events);
  const direct = new DirectRecorder({ ingest, poster, keyUse, incarnation, onPosted });
  const quietly = (work: Promise<unknown>, what: string) => void work.catch((err: unknown) => logger.debug({ err }, what));
  const keepAlive = setInterval(() => quietly(direct.keepAlive(), 'Reservations could not be kept alive'), keepAliveMs).unref();
  const closeDirect = async () => {
    clearInterval(keepAlive);
    // What it cannot reach now is booked by the sweep, once this process has been silent for long enough.
    await direct.close().catch((err: unknown) => logger.warn({ err }, 'Holds in the database could not be brought to an end'));
  };
  if (mode === 'direct') {
    return { recorder: direct, keeper, state: () => null, fault: () => undefined, close: closeDirect };
  }
  const post = async (events: readonly UsageEvent[]) => {
    const outcome = await postIsolating(poster, events);
    quietly(keyUse.mark(events), 'The use of keys could not be noted');
    return outcome;
  };
  const isStored = (event: UsageEvent) => poster.isStored(event);
  const silenceSeconds = silenceSecondsFor(env.GATEWAY_TOTAL_SECONDS);
  const closeLeasesOf = async (incarnations: readonly string[], crashed: readonly string[]) => {
    if (crashed.length > 0) await closeLeases(ingest, crashed, true);
    await closeLeases(
      ingest,
      incarnations.filter((one) => !crashed.includes(one)),
      false,
    );
  };
  const onDead = async ({ incarnations, crashed }: DeadProcesses) => {
    await sweepReservations(ingest, poster, { deadIncarnations: incarnations, silenceSeconds });
    await closeLeasesOf(incarnations, crashed);
    // What a process had asked the database for when it died may come through a moment later.
    setTimeout(() => quietly(closeLeasesOf(incarnations, crashed), 'Leases could not be closed'), closeAgainMs).unref();
  };
  keeper.upkeep.start();
  const recorder = new FailoverRecorder(direct);
  const journal = await openWhenPossible({
    open: () => openJournal({ root: join(env.DATA_DIR, 'journal'), incarnation, post, isStored, onPosted, onDead, logger, clock }),
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
    keeper,
    state,
    fault: () => (state()?.shortage === null ? keeper.fault() : 'The journal has no room; calls are recorded in the database.'),
    close: async () => {
      await journal.stop();
      await journal.current?.close(drainMs);
      await closeDirect();
      await keeper.upkeep.close();
    },
  };
}
