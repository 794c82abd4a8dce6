import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '#lib/core/clock.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { Journal } from '#lib/journal/journal.ts';
import type { Hold, UsageEvent } from '#lib/usage/usage-event.ts';

/**
 * What the journal costs a call: `node bench/journal-append.ts`. A hold and a settlement are appended for each call, in
 * rounds that alternate with bare writes of as many bytes into a file of the same kind: the floor that the operating
 * system sets on this machine in this minute.
 */

const calls = 40_000;
const rounds = 5;
/** Calls between two turns of the event loop, as under load. */
const burst = 10;
const recordBytes = 225;

const attribution = { tenantId: newUuid(), departmentId: newUuid(), teamId: newUuid(), userId: newUuid(), keyId: newUuid() };
const connectionId = newUuid();
const priceVersionId = newUuid();

function call(): { readonly hold: Hold; readonly event: UsageEvent } {
  const description = {
    id: newUuid(),
    attribution,
    connectionId,
    protocol: 'openai.chat_completions',
    streamed: true,
    requestedModel: 'gpt-4o-mini',
    provider: 'openai',
    model: 'gpt-4o-mini-2024-07-18',
    routeId: null,
    taskType: null,
    tags: null,
  };
  const hold: Hold = { ...description, boundNanoUsd: 1_234_567n, boundKind: 'estimate', parts: [] };
  const event: UsageEvent = {
    ...description,
    status: 'succeeded',
    httpStatus: 200,
    errorCode: null,
    usage: { input: 120, cacheRead: 0, cacheWrite: null, output: 345, reasoning: 12 },
    usageSource: 'provider',
    costState: 'priced',
    costNanoUsd: 123_456n,
    boundNanoUsd: 1_234_567n,
    overrunNanoUsd: 0n,
    priceVersionId,
    latencyMs: 812,
    firstTokenMs: 120,
    attempts: 1,
    cacheState: null,
    savedNanoUsd: 0n,
  };
  return { hold, event };
}

interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

/** Microseconds of `act` by call, measured one by one, and calls a second of the time spent in it. */
async function measure(act: (index: number) => void): Promise<Figures> {
  const times = new Float64Array(calls);
  for (let index = 0; index < calls; index += 1) {
    const start = performance.now();
    act(index);
    times[index] = (performance.now() - start) * 1000;
    if (index % burst === 0) await setImmediate();
  }
  const total = times.reduce((sum, time) => sum + time, 0);
  times.sort();
  return { p50: times[calls >> 1] ?? 0, p99: times[Math.floor(calls * 0.99)] ?? 0, perSecond: (calls / total) * 1e6 };
}

const show = (name: string, { p50, p99, perSecond }: Figures) =>
  console.log(
    `${name.padEnd(34)} p50 ${p50.toFixed(2)} µs   p99 ${p99.toFixed(2)} µs   ${Math.round(perSecond).toLocaleString('en')} a second`,
  );

const folder = mkdtempSync(join(tmpdir(), 'journal-bench-'));
const journal = await Journal.open({
  ...{ folder, incarnation: newUuid(), firstSequence: 1, segmentBytes: 16 * 1024 * 1024, totalBytesMax: 1024 * 1024 * 1024 },
  ...{ postedKeptMs: 0, syncEveryMs: 50, clock: systemClock, logger: silentLogger, foreignBytes: () => 0 },
});
try {
  for (let round = 0; round < rounds; round += 1) {
    const made = Array.from({ length: calls }, call);
    show(
      'hold and settle of one call',
      await measure((index) => {
        const one = made[index];
        if (one === undefined) return;
        journal.hold(one.hold);
        journal.posted(journal.settle(one.event));
      }),
    );
    const bare = openSync(join(folder, 'bare'), 'w');
    for (let filled = 0; filled < calls * 2 * recordBytes; filled += 65_536) writeSync(bare, Buffer.alloc(65_536), 0, 65_536, filled);
    const record = Buffer.alloc(recordBytes, 7);
    show(
      'two bare writes of as many bytes',
      await measure((index) => {
        writeSync(bare, record, 0, recordBytes, index * 2 * recordBytes);
        writeSync(bare, record, 0, recordBytes, (index * 2 + 1) * recordBytes);
      }),
    );
    closeSync(bare);
  }
} finally {
  await journal.close();
  rmSync(folder, { recursive: true, force: true });
}
