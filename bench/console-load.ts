import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gatewayNodeArgs } from '#lib/process/gateway-node-args.ts';
import { signedIn } from '#tests/gateway/proof/support/signed-in.ts';
import { busyCalls, postCalls } from '#tests/support/company-calls.ts';
import { temporaryPostgres } from '../scripts/postgres/temporary-postgres.ts';
import { createBenchTenant } from './support/bench-tenant.ts';
import { type Launched, launch } from './support/launch.ts';
import { type Measured, measure } from './support/measure.ts';
import { median } from './support/median.ts';
import { printTable } from './support/print-table.ts';

/**
 * What people who look at the console cost the calls that go through the same server: the p99 of paced calls with and
 * without four readers who load pages as fast as they get them, interleaved. A bare proxy that shares nothing with the
 * console but the machine is measured beside it, over the same seconds' load: what it loses is not for the product to win back.
 */

const results = new URL('./results/', import.meta.url).pathname;
const pages = ['/overview', '/usage'] as const;
const readers = 4;
const p99RatioMax = 1.5;
/** 16 connections that wait 80 ms between calls: about 200 calls a second, far from what the process can do. */
const calls = { connections: 16, pauseMs: 80, warmupSeconds: 1 };
const warming = { connections: 32, pauseMs: 0, warmupSeconds: 8, seconds: 1 };
const historyEvents = 20_000;
const dayMs = 86_400_000;

export interface ConsoleLoadOptions {
  readonly rounds: number;
  readonly seconds: number;
}

/** Pages loaded one after the other by several readers until stopped. */
class PageReaders {
  loaded = 0;
  #isStopping = false;
  readonly #working: Promise<unknown>;

  constructor(address: string, cookie: string) {
    this.#working = Promise.all(Array.from({ length: readers }, (_, index) => this.#read(address, cookie, index)));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#working;
  }

  async #read(address: string, cookie: string, index: number): Promise<void> {
    for (let turn = index; !this.#isStopping; turn += 1) {
      const page = pages[turn % pages.length] ?? pages[0];
      const answer = await fetch(`${address}${page}`, { headers: { cookie }, redirect: 'manual' });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${page} was answered with ${answer.status}`);
      this.loaded += 1;
    }
  }
}

async function consoleAnswers(address: string, cookie: string): Promise<void> {
  let told = '';
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(200)) {
    const answer = await fetch(`${address}/overview`, { headers: { cookie }, redirect: 'manual' });
    told = `${answer.status} ${answer.headers.get('location') ?? ''} ${(await answer.text()).slice(0, 300)}`;
    if (answer.status === 200) return;
  }
  throw new Error(`The console does not answer as it should: ${told}`);
}

interface Pair {
  readonly without: Measured;
  readonly with: Measured;
}

interface Round {
  readonly server: Pair;
  readonly proxy: Pair;
  readonly pagesPerSecond: number;
}

interface Lanes {
  readonly server: Launched;
  readonly proxy: Launched;
}

async function compare({ server, proxy }: Lanes, cookie: string, key: string, { rounds, seconds }: ConsoleLoadOptions): Promise<Round[]> {
  const address = `http://127.0.0.1:${server.target}`;
  const load = { ...calls, seconds, key };
  // Without a pause, as a process that has run for a while has been compiled: at 200 calls a second that would take minutes.
  for (const lane of [server, proxy]) await measure(lane, { ...load, ...warming });
  const firstReaders = new PageReaders(address, cookie);
  await sleep(5_000);
  await firstReaders.stop();
  const compared: Round[] = [];
  for (let index = 0; index < rounds; index += 1) {
    const [serverWithout, proxyWithout] = [await measure(server, load), await measure(proxy, load)];
    const reading = new PageReaders(address, cookie);
    const from = performance.now();
    const [serverWith, proxyWith] = [await measure(server, load), await measure(proxy, load)];
    await reading.stop();
    compared.push({
      server: { without: serverWithout, with: serverWith },
      proxy: { without: proxyWithout, with: proxyWith },
      pagesPerSecond: (reading.loaded * 1000) / (performance.now() - from),
    });
  }
  return compared;
}

const ratioOf = (pairs: readonly Pair[]): number => median(pairs.map((pair) => pair.with.p99Ms / pair.without.p99Ms));

function rowOf(name: string, side: readonly Measured[], pages: string): string[] {
  const middle = (value: (measured: Measured) => number): number => median(side.map(value));
  return [
    name,
    middle(({ callsPerSecond }) => callsPerSecond).toFixed(0),
    middle(({ p50Ms }) => p50Ms).toFixed(2),
    middle(({ p99Ms }) => p99Ms).toFixed(2),
    middle(({ loopDelayP99Ms }) => loopDelayP99Ms).toFixed(1),
    middle(({ cpuMicrosecondsPerCall }) => cpuMicrosecondsPerCall).toFixed(0),
    String(side.reduce((sum, { failures }) => sum + failures, 0)),
    pages,
  ];
}

function report(compared: readonly Round[], options: ConsoleLoadOptions): boolean {
  const [server, proxy] = [compared.map((round) => round.server), compared.map((round) => round.proxy)];
  const pages = median(compared.map(({ pagesPerSecond }) => pagesPerSecond)).toFixed(1);
  const rowsOf = (name: string, pairs: readonly Pair[]): string[][] => [
    rowOf(
      `${name}, console idle`,
      pairs.map(({ without }) => without),
      '0',
    ),
    rowOf(
      `${name}, console read`,
      pairs.map((pair) => pair.with),
      pages,
    ),
  ];
  printTable(
    `Calls beside ${readers} readers of the console; medians of ${compared.length} interleaved rounds`,
    ['', 'calls/s', 'p50 ms', 'p99 ms', 'loop delay p99 ms', 'CPU µs/call', 'failed', 'pages/s'],
    [...rowsOf('Tollgate', server), ...rowsOf('bare proxy', proxy)],
  );
  const [ratio, proxyRatio] = [ratioOf(server), ratioOf(proxy)];
  const isMet = ratio <= p99RatioMax;
  process.stdout.write(
    `\np99 with pages is ${ratio.toFixed(2)} × without; limit ${p99RatioMax.toFixed(1)}: ${isMet ? 'met' : 'MISSED'}. ` +
      `The bare proxy's, which the console has no way to but the machine: ${proxyRatio.toFixed(2)} ×\n`,
  );
  mkdirSync(results, { recursive: true });
  const machine = { cores: cpus().length, model: cpus()[0]?.model, node: process.version };
  const told = { at: new Date().toISOString(), machine, options, ratio, proxyRatio, rounds: compared };
  writeFileSync(join(results, 'console-load.json'), `${JSON.stringify(told, null, 2)}\n`);
  return isMet;
}

/** Runs the benchmark, prints its table and writes `bench/results/console-load.json`. Needs the console to be built; resolves to whether the target was met. */
export async function benchConsoleLoad(options: ConsoleLoadOptions): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-'));
  const postgres = await temporaryPostgres();
  const started: Launched[] = [];
  try {
    const provider = await launch({ name: 'provider', entry: 'bench/processes/mock-provider.ts', env: { BENCH_EVENT_MS: '0' } });
    started.push(provider);
    const upstream = { BENCH_PROVIDER: `http://127.0.0.1:${provider.target}` };
    const proxy = await launch({ name: 'bare Node proxy', entry: 'bench/processes/bare-proxy.ts', env: upstream });
    started.push(proxy);
    const tenant = await createBenchTenant(postgres.url('postgres'), upstream.BENCH_PROVIDER);
    const now = Date.now();
    await postCalls(tenant.database, [...busyCalls(tenant.company, { count: historyEvents, fromMs: now - 7 * dayMs, toMs: now, seed: 1 })]);
    const server = await launch({
      name: 'Tollgate',
      entry: 'server.ts',
      nodeArgs: gatewayNodeArgs,
      env: {
        ...{ DATABASE_URL: tenant.database.url, TOLLGATE_SECRET: tenant.database.secret, TOLLGATE_ROLE: 'all', DATA_DIR: folder },
        ...{ ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error' },
      },
    });
    started.push(server);
    const cookie = await signedIn(tenant.database, tenant.tenantId, tenant.company.admin.userId);
    await consoleAnswers(`http://127.0.0.1:${server.target}`, cookie);
    const isMet = report(await compare({ server, proxy }, cookie, tenant.key, options), options);
    await tenant.database.drop();
    return isMet;
  } finally {
    await Promise.all(started.map((launched) => launched.stop()));
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
