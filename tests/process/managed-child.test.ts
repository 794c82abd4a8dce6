import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ManagedChild, manageChild } from '#lib/process/managed-child.ts';
import { isAlive } from '../../scripts/postgres/postmaster-pid.ts';

const program = (name: string): string => new URL(`./programs/${name}`, import.meta.url).pathname;

let folder: string;
let record: string;
let child: ManagedChild | undefined;
let reported: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'managed-child-'));
  record = join(folder, 'record');
  writeFileSync(record, '');
  reported = [];
});

afterEach(() => {
  child?.kill();
  child = undefined;
  rmSync(folder, { recursive: true });
});

const lines = (): string[] => readFileSync(record, 'utf8').trim().split('\n');
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

async function startChild(manner = ''): Promise<ManagedChild> {
  const ready = Promise.withResolvers<void>();
  let starts = 0;
  child = manageChild({
    name: 'clerk',
    entry: program('child.ts'),
    args: () => {
      starts += 1;
      return [record, manner, `start ${starts}`];
    },
    report: (line) => reported.push(line),
    onMessage: () => ready.resolve(),
  });
  await ready.promise;
  return child;
}

it('starts a killed child again and says so', async () => {
  const managed = await startChild();
  const first = managed.pid ?? 0;
  process.kill(first, 'SIGKILL');
  await eventually(() => expect(lines()).toHaveLength(2));
  expect(managed.pid).not.toBe(first);
  expect(reported).toEqual(['The clerk process ended (SIGKILL); starting it again.']);
});

it('does not start a stopped child again', async () => {
  const managed = await startChild();
  const pid = managed.pid ?? 0;
  await managed.stop({ acceptSeconds: 0, withinSeconds: 5 });
  expect(isAlive(pid)).toBe(false);
  expect(lines()).toEqual([`started ${pid}`, `stop: parent asked ${pid}`]);
  expect(reported).toEqual([]);
});

it('kills a child that does not end in time', async () => {
  const managed = await startChild('stubborn');
  const pid = managed.pid ?? 0;
  await managed.stop({ acceptSeconds: 0, withinSeconds: 0.3 });
  expect(isAlive(pid)).toBe(false);
});

it('leaves it to the parent to stop a child when the terminal signals the whole group', async () => {
  const managed = await startChild();
  const pid = managed.pid ?? 0;
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.kill(pid, signal);
  await managed.stopNow(5000);
  expect(lines()).toEqual([`started ${pid}`, `stop now ${pid}`]);
});

it('ends when its parent is killed', async () => {
  const parent = fork(program('parent.ts'), [record], { stdio: 'ignore' });
  await eventually(() => expect(lines()[0]).toMatch(/^started/));
  const pid = Number(lines()[0]?.split(' ').at(-1));
  parent.kill('SIGKILL');
  await eventually(() => expect(lines()).toContain(`stop: parent died ${pid}`));
});
