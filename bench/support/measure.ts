import { fork } from 'node:child_process';
import type { LoadResult } from '../processes/load-generator.ts';
import type { Launched } from './launch.ts';

/** One run of the load generator against one process. */
export interface LoadOptions {
  readonly connections: number;
  readonly seconds: number;
  readonly warmupSeconds: number;
  /** Above 0: streams of so many events. */
  readonly streamEvents?: number;
  readonly eventEveryMs?: number;
  /** Milliseconds that each connection waits before its next call; 0 by default, which keeps the process fully busy. */
  readonly pauseMs?: number;
  readonly key: string;
}

export interface Measured extends Omit<LoadResult, 'type'> {
  /** CPU of the measured process for one call, user and system. */
  readonly cpuMicrosecondsPerCall: number;
  readonly residentBytes: number;
  readonly loopDelayP99Ms: number;
}

const generator = new URL('../processes/load-generator.ts', import.meta.url).pathname;

const isResult = (message: unknown): message is LoadResult =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'load';

/** Puts load on a process and measures both ends over the same seconds. */
export async function measure(launched: Launched, options: LoadOptions): Promise<Measured> {
  const child = fork(generator, [], {
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      BENCH_TARGET: launched.target,
      BENCH_KEY: options.key,
      BENCH_CONNECTIONS: String(options.connections),
      BENCH_SECONDS: String(options.seconds),
      BENCH_WARMUP_SECONDS: String(options.warmupSeconds),
      BENCH_STREAM_EVENTS: String(options.streamEvents ?? 0),
      BENCH_EVENT_EVERY_MS: String(options.eventEveryMs ?? 0),
      BENCH_PAUSE_MS: String(options.pauseMs ?? 0),
    },
  });
  const before = new Promise<Awaited<ReturnType<Launched['usage']>>>((resolve, reject) => {
    child.once('message', () => launched.usage().then(resolve, reject));
    child.once('error', reject);
  });
  const { type: _type, ...load } = await new Promise<LoadResult>((resolve, reject) => {
    child.on('message', (message) => {
      if (isResult(message)) resolve(message);
    });
    child.once('exit', (code) => reject(new Error(`The load generator ended with ${code}`)));
  });
  const [from, to] = [await before, await launched.usage()];
  return {
    ...load,
    cpuMicrosecondsPerCall: (to.cpuMicroseconds - from.cpuMicroseconds) / Math.max(1, load.calls),
    residentBytes: to.residentBytes,
    loopDelayP99Ms: to.loopDelayP99Ms,
  };
}
