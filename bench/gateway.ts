import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gatewayNodeArgs } from '#lib/process/gateway-node-args.ts';
import { temporaryPostgres } from '../scripts/postgres/temporary-postgres.ts';
import { type BenchTenant, countEvents, createBenchTenant } from './support/bench-tenant.ts';
import { equipTenant } from './support/equip-tenant.ts';
import { type Comparison, compareCalls, compareStreams, type GatewayBenchOptions, holdStreams } from './support/gateway-runs.ts';
import { type Launched, launch } from './support/launch.ts';
import { printTable } from './support/print-table.ts';

/**
 * What the gateway costs, beside the plainest proxy and a direct call, interleaved on one machine against a mock
 * provider: `npm run bench -- gateway`. Everything is on that the product has: key, roles, a hundred policies, five hard budgets,
 * rate limits, price, journal, usage posted into PostgreSQL (`--with` chooses among policies, budgets and limits). Only the
 * ratios mean something; the absolute figures drift from run to run.
 */

const results = new URL('./results/', import.meta.url).pathname;

/** Targets of performance that this benchmark can judge; ratios to the bare proxy, milliseconds, bytes. */
const targets = {
  cpuRatio: 1.67,
  addedP50Ms: 0.35,
  addedP50Ratio: 1.7,
  addedP99Ms: 1.5,
  firstBytesMs: 0.5,
  eventMicroseconds: 15,
  residentBytes: 300e6,
};

interface Scene {
  readonly tenant: BenchTenant;
  readonly direct: Launched;
  readonly bare: Launched;
  readonly fast: Launched;
  readonly next: Launched | undefined;
}

/** The product's own environment for a process that serves calls. */
const productEnv = (tenant: BenchTenant, folder: string): Record<string, string> => ({
  DATABASE_URL: tenant.database.url,
  TOLLGATE_SECRET: tenant.database.secret,
  ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8',
  DATA_DIR: folder,
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'error',
  GATEWAY_IN_FLIGHT_MAX_PER_TENANT: '5000',
});

async function withScene(options: GatewayBenchOptions, run: (scene: Scene) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-'));
  const postgres = await temporaryPostgres();
  const started: Launched[] = [];
  const start = async (launching: Promise<Launched>): Promise<Launched> => {
    const launched = await launching;
    started.push(launched);
    return launched;
  };
  try {
    const direct = await start(launch({ name: 'direct call', entry: 'bench/processes/mock-provider.ts', env: {} }));
    const provider = `http://127.0.0.1:${direct.target}`;
    const tenant = await createBenchTenant(postgres.url('postgres'), provider);
    await equipTenant(tenant, options.equipment);
    const env = productEnv(tenant, folder);
    const bare = await start(
      launch({ name: 'bare Node proxy', entry: 'bench/processes/bare-proxy.ts', env: { BENCH_PROVIDER: provider } }),
    );
    const fastLane = {
      name: 'Tollgate, fast lane',
      entry: 'dist/server.js',
      nodeArgs: gatewayNodeArgs,
      env: { ...env, TOLLGATE_ROLE: 'gateway' },
    };
    const fast = await start(launch(fastLane));
    const socket = join(folder, 'next.sock');
    const nextLane = {
      name: 'Tollgate, Next lane',
      entry: 'dist/console.js',
      args: [`--socket=${socket}`],
      socket,
      env: { ...env, TOLLGATE_ROLE: 'console' },
    };
    const next = options.withNext ? await start(launch(nextLane)) : undefined;
    await run({ tenant, direct, bare, fast, next });
    await tenant.database.drop();
  } finally {
    await Promise.all(started.map((launched) => launched.stop()));
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const micro = (value: number): string => value.toFixed(0);
const milli = (value: number): string => value.toFixed(3);

function printCalls(rows: readonly Comparison[]): void {
  const header = [
    'short chat completion',
    'calls/s, 32',
    'p50 ms',
    'p99 ms',
    'CPU µs/call',
    '× bare',
    'added p50 ms, 1',
    'added p99 ms',
    'MB',
  ];
  const cells = rows.map((row) => [
    row.name,
    micro(row.callsPerSecond),
    milli(row.p50Ms),
    milli(row.p99Ms),
    micro(row.cpuMicroseconds),
    row.cpuRatio.toFixed(2),
    milli(row.addedP50Ms),
    milli(row.addedP99Ms),
    micro(row.residentBytes / 1e6),
  ]);
  printTable('Medians over interleaved rounds', header, cells);
}

/** Waits until everything that was answered lies in the database; resolves with the seconds it took. */
async function untilPosted(tenant: BenchTenant): Promise<{ events: number; seconds: number }> {
  const startedAt = performance.now();
  for (let last = -1; ; ) {
    const events = await countEvents(tenant);
    if (events === last) return { events, seconds: (performance.now() - startedAt) / 1000 };
    last = events;
    await sleep(500);
  }
}

const verdict = (name: string, value: number, limit: number, digits: number): string[] => [
  name,
  value.toFixed(digits),
  limit.toFixed(digits),
  value <= limit ? 'met' : 'MISSED',
];

/** Runs the benchmark, prints its tables and, unless only calls were asked for, writes `bench/results/gateway.json`. Resolves to whether every target was met. */
export async function benchGateway(options: GatewayBenchOptions): Promise<boolean> {
  let isMet = true;
  await withScene(options, async ({ tenant, direct, bare, fast, next }) => {
    const lanes = next === undefined ? [direct, bare, fast] : [direct, bare, fast, next];
    const calls = await compareCalls(lanes, tenant.key, options);
    printCalls(calls);
    if (options.isCallsOnly) return;
    const streams = await compareStreams([direct, bare, fast], tenant.key, options);
    printTable(
      'Streams of 200 events, one at a time',
      ['', 'first event ms, p50', 'added ms', 'CPU µs/event', 'added µs/event'],
      streams.map((row) => [
        row.name,
        milli(row.firstBytesMs),
        milli(row.addedFirstBytesMs),
        row.eventMicroseconds.toFixed(1),
        row.addedEventMicroseconds.toFixed(1),
      ]),
    );
    const held = await holdStreams(fast, tenant.key, options);
    const posted = await untilPosted(tenant);
    const [fastCalls, fastStreams] = [calls.find((row) => row.name === fast.name), streams.find((row) => row.name === fast.name)];
    if (fastCalls === undefined || fastStreams === undefined) throw new Error('The fast lane was not measured');
    const bareAdded = calls.find((row) => row.name === bare.name)?.addedP50Ms ?? Number.NaN;
    const verdicts = [
      verdict('CPU per call, × bare proxy', fastCalls.cpuRatio, targets.cpuRatio, 2),
      verdict('added p50, ms', fastCalls.addedP50Ms, targets.addedP50Ms, 3),
      verdict('added p50, × bare proxy', fastCalls.addedP50Ms / bareAdded, targets.addedP50Ratio, 2),
      verdict('added p99, ms', fastCalls.addedP99Ms, targets.addedP99Ms, 3),
      verdict('added time to first event, ms', fastStreams.addedFirstBytesMs, targets.firstBytesMs, 3),
      verdict('added CPU per event, µs', fastStreams.addedEventMicroseconds, targets.eventMicroseconds, 1),
      verdict('resident with 1,000 streams, MB', held.residentBytes / 1e6, targets.residentBytes / 1e6, 0),
    ];
    isMet = verdicts.every((row) => row[3] === 'met');
    printTable('Targets of the fast lane', ['', 'measured', 'limit', ''], verdicts);
    const { failures } = held;
    process.stdout.write(
      `\n1,000 streams at once: ${failures} failed, event loop p99 ${held.loopDelayP99Ms.toFixed(1)} ms, first event p50 ${milli(held.firstBytesP50Ms)} ms.` +
        `\n${posted.events} usage events in PostgreSQL ${posted.seconds.toFixed(1)} s after the last call.\n`,
    );
    mkdirSync(results, { recursive: true });
    const machine = { cores: cpus().length, model: cpus()[0]?.model, node: process.version };
    writeFileSync(
      join(results, 'gateway.json'),
      `${JSON.stringify({ at: new Date().toISOString(), machine, options: { ...options, equipment: [...options.equipment] }, calls, streams, held, posted, verdicts }, null, 2)}\n`,
    );
  });
  return isMet;
}
