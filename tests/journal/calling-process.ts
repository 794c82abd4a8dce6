import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabases } from '#db/client.ts';
import { newUuid } from '#lib/core/ids.ts';
import { createLogger, silentLogger } from '#lib/core/logger.ts';
import { FailoverRecorder } from '#lib/journal/failover-recorder.ts';
import { openJournal } from '#lib/journal/open-journal.ts';
import { DirectRecorder } from '#lib/usage/direct-recorder.ts';
import { KeyUseMarker } from '#lib/usage/mark-keys-used.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { postIsolating } from '#lib/usage/post-isolating.ts';
import { sweepReservations } from '#lib/usage/sweep-reservations.ts';
import { SampleCalls } from '../support/sample-calls.ts';

/**
 * A process that makes calls until it is killed or its standard input ends, and says what it knows as it happens, one
 * line each: what it said before it died is what its callers could know. Arguments: a JSON object as `Orders`.
 */
export interface Orders {
  readonly url: string;
  readonly secret: string;
  readonly root: string;
  readonly tenantIds: readonly string[];
  readonly seed: number;
  /** Calls at the same time; 0 only recovers. */
  readonly concurrency: number;
  readonly segmentBytes: number;
}

const orders: Orders = JSON.parse(process.argv[2] ?? '');
// Written synchronously: a line that was said cannot be lost in a buffer when the process is killed.
const say = (...words: readonly (string | number)[]) => writeSync(1, `${words.join(' ')}\n`);

const databases = openDatabases({ url: orders.url, secret: orders.secret, applicationName: 'journal test' });
const ingest = databases.ingest.$client;
const poster = new EventPoster(ingest);
const incarnation = newUuid();
const logger = process.env.JOURNAL_TEST_LOG === '1' ? createLogger('info', 'journal test') : silentLogger;
const open = await openJournal({
  root: orders.root,
  incarnation,
  post: (events) => postIsolating(poster, events),
  isStored: async (event) => {
    const isStored = await poster.isStored(event);
    if (!isStored) say('missed', event.id);
    return isStored;
  },
  onDead: async ({ incarnations: deadIncarnations }) => {
    await sweepReservations(ingest, poster, { deadIncarnations, silenceSeconds: 3600 });
  },
  logger,
  limits: { segmentBytes: orders.segmentBytes, recoverEveryMs: 200, totalBytesMax: 256 * 1024 * 1024 },
});
say('folder', open.state().folder);
const direct = new DirectRecorder({ ingest, poster, keyUse: new KeyUseMarker(ingest), incarnation });
const recorder = new FailoverRecorder(direct);
recorder.use(open);
const replays = await open.recovered;
for (const { interrupted, inserted, faults } of replays) say('replayed', inserted, interrupted, faults);
say('recovered', replays.length);

const calls = new SampleCalls({ seed: orders.seed, tenants: 1, tenantIds: orders.tenantIds });
let isEnding = false;

async function makeCalls(): Promise<void> {
  while (!isEnding) {
    const hold = calls.hold();
    try {
      const isDirect = recorder.hold(hold);
      if (isDirect !== undefined) await isDirect;
      say('held', hold.id, isDirect === undefined ? 'journal' : 'database');
      if (Math.random() < 0.5) await sleep(Math.random() * 10);
      else await null;
      const settling = recorder.settle(calls.settlementOf(hold));
      if (settling !== undefined) await settling;
      say('settled', hold.id, settling === undefined ? 'journal' : 'database');
    } catch (error) {
      say('refused', hold.id, error instanceof Error ? error.message : String(error));
      await sleep(10);
    }
    await sleep(1);
  }
}

const working = Promise.all(Array.from({ length: orders.concurrency }, makeCalls));
process.stdin.resume();
process.stdin.on('end', async () => {
  isEnding = true;
  await working;
  await open.close(20_000);
  await direct.close();
  await databases.close();
  say('ended');
});
