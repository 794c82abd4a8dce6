import { connect, type Socket } from 'node:net';
import { numberFrom } from './report.ts';

/**
 * Sends one request after another on each of its connections and measures the time to the last byte of each answer, and
 * of streams also the time to the first event. A process of its own on bare sockets, so that it costs little and its
 * pauses are not the gateway's. Prints one JSON object.
 */

const port = numberFrom('BENCH_TARGET_PORT', 0);
const connections = numberFrom('BENCH_CONNECTIONS', 1);
const seconds = numberFrom('BENCH_SECONDS', 3);
const warmupSeconds = numberFrom('BENCH_WARMUP_SECONDS', 1);
const streamEvents = numberFrom('BENCH_STREAM_EVENTS', 0);
const key = process.env.BENCH_KEY ?? '';

const body = JSON.stringify({
  model: 'gpt-4o-mini',
  messages: [
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: streamEvents === 0 ? 'What is the capital of France?' : `Send ${streamEvents} events.` },
  ],
  temperature: 0.2,
  max_tokens: 256,
  ...(streamEvents === 0 ? {} : { stream: true }),
});
const request = Buffer.from(
  `POST /api/v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n` +
    `Accept: application/json\r\nUser-Agent: bench\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
);

const latencies: number[] = [];
const firstEvents: number[] = [];
let failures = 0;
let isMeasuring = false;
const lastChunk = Buffer.from('0\r\n\r\n');

/** Follows answers on one connection; calls `done` at the end of each. */
function follow(socket: Socket, done: (status: number) => void, first: () => void): void {
  let head: Buffer | null = null;
  let status = 0;
  let remaining = -1;
  let sawEvent = false;
  let tail = Buffer.alloc(0);
  const reset = () => {
    head = null;
    remaining = -1;
    sawEvent = false;
    tail = Buffer.alloc(0);
  };
  const takeBody = (bytes: Buffer) => {
    if (!sawEvent && bytes.length > 0) {
      sawEvent = true;
      first();
    }
    if (remaining >= 0) {
      remaining -= bytes.length;
      if (remaining > 0) return;
    } else {
      tail = Buffer.concat([tail, bytes]).subarray(-lastChunk.length);
      if (!tail.equals(lastChunk)) return;
    }
    reset();
    done(status);
  };
  socket.on('data', (bytes: Buffer) => {
    if (head !== null && remaining !== -2) {
      takeBody(bytes);
      return;
    }
    const all: Buffer = head === null ? bytes : Buffer.concat([head, bytes]);
    const end = all.indexOf('\r\n\r\n');
    head = all;
    if (end < 0) {
      remaining = -2;
      return;
    }
    const text = all.toString('latin1', 0, end);
    status = Number(text.slice(9, 12));
    const length = /content-length: *(\d+)/i.exec(text)?.[1];
    remaining = length === undefined ? -1 : Number(length);
    takeBody(all.subarray(end + 4));
  });
}

function run(): void {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  let startedAt = 0;
  const send = () => {
    startedAt = performance.now();
    socket.write(request);
  };
  follow(
    socket,
    (status) => {
      if (status !== 200) failures += 1;
      if (isMeasuring) latencies.push(performance.now() - startedAt);
      send();
    },
    () => {
      if (isMeasuring) firstEvents.push(performance.now() - startedAt);
    },
  );
  socket.on('connect', send);
  socket.on('error', () => {
    failures += 1;
  });
}

const sortedQuantile = (values: readonly number[], share: number): number =>
  values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

for (let index = 0; index < connections; index += 1) run();
setTimeout(() => {
  isMeasuring = true;
  process.send?.('measuring');
  const from = performance.now();
  setTimeout(() => {
    const elapsed = (performance.now() - from) / 1000;
    isMeasuring = false;
    latencies.sort((left, right) => left - right);
    firstEvents.sort((left, right) => left - right);
    process.send?.({
      calls: latencies.length,
      callsPerSecond: latencies.length / elapsed,
      failures,
      p50Ms: sortedQuantile(latencies, 0.5),
      p99Ms: sortedQuantile(latencies, 0.99),
      firstEventP50Ms: sortedQuantile(firstEvents, 0.5),
    });
    setTimeout(() => process.exit(0), 50);
  }, seconds * 1000);
}, warmupSeconds * 1000);
