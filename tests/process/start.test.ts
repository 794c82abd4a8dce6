import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { isAlive, readPostmasterPid } from '../../scripts/postgres/postmaster-pid.ts';

/** `npm start` as a person runs it: in a process group of its own, ended by the terminal's signals or worse. */
interface Run {
  readonly child: ChildProcess;
  output(): string;
  address(): string;
  readonly exited: Promise<number | NodeJS.Signals | null>;
}

const root = new URL('../..', import.meta.url).pathname;
const runs: Run[] = [];
let dataFolder: string;
let port: number;
let taken: Server;

beforeAll(async () => {
  dataFolder = mkdtempSync(join(realpathSync(tmpdir()), 'start-'));
  chmodSync(dataFolder, 0o755);
  // The wanted port is in use, so each start also has to find the next one.
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '0.0.0.0', () => resolve()));
  const address = taken.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterEach(async () => {
  for (const run of runs.splice(0)) {
    if (run.child.exitCode === null && run.child.signalCode === null) process.kill(-(run.child.pid ?? 0), 'SIGKILL');
    await run.exited;
  }
});

afterAll(async () => {
  const pid = postgresPid();
  if (isAlive(pid)) process.kill(pid, 'SIGQUIT');
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
  taken.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

const postgresPid = (): number => readPostmasterPid(join(dataFolder, 'postgres'))?.pid ?? 2 ** 30;

function start(): Run {
  const env = { ...process.env, DATA_DIR: dataFolder, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'warn', DATABASE_URL: '' };
  const child = spawn(process.execPath, ['scripts/start.ts'], { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = new Promise<number | NodeJS.Signals | null>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  const run: Run = {
    child,
    exited,
    output: () => output,
    address: () => /http:\/\/localhost:\d+/.exec(output)?.[0] ?? 'http://none.invalid',
  };
  runs.push(run);
  return run;
}

async function startAndWait(): Promise<Run> {
  const run = start();
  const ended = run.exited.then((code) => expect.fail(`npm start ended with ${code}:\n${run.output()}`));
  await Promise.race([ended, vi.waitFor(() => expect(run.output()).toContain('First call'), { timeout: 60_000, interval: 50 })]);
  return run;
}

/** Ids of all processes below `pid`, without the database's, which is meant to outlive a killed start. */
function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.filter(([id, ppid]) => ppid === parent && id !== postgresPid()).flatMap(([id = 0]) => [id, ...below(id)]);
  return below(pid);
}

const signalGroup = (run: Run, signal: NodeJS.Signals): boolean => process.kill(-(run.child.pid ?? 0), signal);
const isGone = (pid: number) => expect(isAlive(pid) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')).toBe(false);

it('[OPS-1] starts on the next free port, says so, prints a sign-in and a curl, and Ctrl-C leaves nothing behind', {
  timeout: 120_000,
}, async () => {
  const run = await startAndWait();
  expect(run.output()).toContain(`Port ${port} is taken`);
  expect(run.output()).toMatch(/Sign in {5}\S+@\S+ {2}· {2}\S+/);
  expect(run.output()).toMatch(/authorization: Bearer tg_\w+/);
  expect((await fetch(`${run.address()}/api/v1/health`)).status).toBe(200);
  expect(await (await fetch(`${run.address()}/api/v1/ready`)).json()).toMatchObject({ records: 'journal' });

  const second = start();
  expect(await second.exited).toBe(1);
  expect(second.output()).toContain(`already runs from this data folder: process ${run.child.pid}, ${run.address()}`);

  const processes = [...descendants(run.child.pid ?? 0), postgresPid()];
  expect(processes.length).toBeGreaterThanOrEqual(3);
  // The terminal signals the whole group, and npm passes the same signal on once more.
  signalGroup(run, 'SIGINT');
  run.child.kill('SIGINT');
  expect(await run.exited).toBe(0);
  expect(run.output()).toContain('Stopped.');
  await vi.waitFor(() => processes.forEach(isGone), { timeout: 5000 });
});

it('survives kill -9: its children end, the next start takes the database over, SIGTERM ends all', { timeout: 120_000 }, async () => {
  const run = await startAndWait();
  const processes = descendants(run.child.pid ?? 0);
  const database = postgresPid();
  run.child.kill('SIGKILL');
  await run.exited;
  await vi.waitFor(() => processes.forEach(isGone), { timeout: 15_000 });
  expect(isAlive(database)).toBe(true);

  const next = await startAndWait();
  expect(postgresPid()).toBe(database);
  next.child.kill('SIGTERM');
  const ready = await fetch(`${next.address()}/api/v1/ready`).then((answer) => answer.status);
  expect([200, 503]).toContain(ready);
  expect(await next.exited).toBe(0);
  isGone(database);
});

it('starts the server again after it was killed, and stops at once on a second Ctrl-C', { timeout: 120_000 }, async () => {
  const run = await startAndWait();
  const server = Number(descendants(run.child.pid ?? 0).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('server.js')));
  process.kill(server, 'SIGKILL');
  await vi.waitFor(async () => expect((await fetch(`${run.address()}/api/v1/health`)).status).toBe(200), { timeout: 10_000 });
  expect(run.output()).toContain('The server process ended (SIGKILL)');

  const processes = [...descendants(run.child.pid ?? 0), postgresPid()];
  // A running request keeps the drain waiting.
  const socket = await fetch(`${run.address()}/api/v1/health`, { headers: { connection: 'keep-alive' } });
  await socket.text();
  signalGroup(run, 'SIGINT');
  const pressedAt = performance.now();
  const again = setTimeout(() => signalGroup(run, 'SIGINT'), 300);
  expect([0, 1]).toContain(await run.exited);
  // With nothing to wait for it ends before, and there is nobody left to be signalled.
  clearTimeout(again);
  expect(performance.now() - pressedAt).toBeLessThan(5000);
  await vi.waitFor(() => processes.forEach(isGone), { timeout: 5000 });
});
