import { connect, type Socket } from 'node:net';
import { AnswerFollower } from './answer-follower.ts';
import { numberFrom } from './numbers.ts';

/**
 * Sends one request after another on each of its connections and measures the time to the last byte of each answer, and
 * to the first bytes of its body. A process of its own on bare sockets, so that it costs little and its pauses are not
 * the gateway's. Tells its parent `{type: 'measuring'}` after the warm-up and a LoadResult at the end.
 */

/** What a run found; milliseconds. */
export interface LoadResult {
  readonly type: 'load';
  readonly calls: number;
  readonly callsPerSecond: number;
  /** Answers other than 200, and connections that broke. */
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly firstBytesP50Ms: number;
}

const target = process.env.BENCH_TARGET ?? '';
const connections = numberFrom('BENCH_CONNECTIONS', 1);
const measuredMs = numberFrom('BENCH_SECONDS', 3) * 1000;
const warmupMs = numberFrom('BENCH_WARMUP_SECONDS', 1) * 1000;
const streamEvents = numberFrom('BENCH_STREAM_EVENTS', 0);
const eventEveryMs = numberFrom('BENCH_EVENT_EVERY_MS', 0);
const pauseMs = numberFrom('BENCH_PAUSE_MS', 0);

const body = JSON.stringify({
  model: 'gpt-4o-mini',
  messages: [
    { role: 'system', content: 'You are a helpful assistant.' },
    {
      role: 'user',
      content: streamEvents === 0 ? 'What is the capital of France?' : `Send ${streamEvents} events every ${eventEveryMs} ms.`,
    },
  ],
  temperature: 0.2,
  max_tokens: 256,
  ...(streamEvents === 0 ? {} : { stream: true }),
});
const request = Buffer.from(
  `POST /api/v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${process.env.BENCH_KEY}\r\n` +
    `Content-Type: application/json\r\nAccept: application/json\r\nUser-Agent: bench\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
);

const latencies: number[] = [];
const firstBytes: number[] = [];
let failures = 0;
let isMeasuring = false;

/** A port of this machine, or the path of a unix socket. */
const open = (): Socket => (/^\d+$/.test(target) ? connect(Number(target), '127.0.0.1') : connect(target));

function run(): void {
  const socket = open();
  socket.setNoDelay(true);
  let startedAt = 0;
  const send = () => {
    startedAt = performance.now();
    socket.write(request);
  };
  const follower = new AnswerFollower({
    first: () => {
      if (isMeasuring) firstBytes.push(performance.now() - startedAt);
    },
    done: (status) => {
      if (status !== 200) failures += 1;
      if (isMeasuring) latencies.push(performance.now() - startedAt);
      // Never the same pause twice: connections in step would call all at once.
      if (pauseMs > 0) setTimeout(send, pauseMs * (0.5 + Math.random()));
      else send();
    },
  });
  socket.on('connect', send);
  socket.on('data', (bytes: Buffer) => follower.take(bytes));
  socket.on('error', () => {
    failures += 1;
  });
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

function report(elapsedMs: number): void {
  latencies.sort((left, right) => left - right);
  firstBytes.sort((left, right) => left - right);
  const result: LoadResult = {
    type: 'load',
    calls: latencies.length,
    callsPerSecond: (latencies.length * 1000) / elapsedMs,
    failures,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    firstBytesP50Ms: quantile(firstBytes, 0.5),
  };
  process.send?.(result, undefined, undefined, () => process.exit(0));
}

for (let index = 0; index < connections; index += 1) run();
setTimeout(() => {
  isMeasuring = true;
  process.send?.({ type: 'measuring' });
  const from = performance.now();
  setTimeout(() => {
    isMeasuring = false;
    report(performance.now() - from);
  }, measuredMs);
}, warmupMs);
