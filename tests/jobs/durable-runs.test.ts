// This file is long because each way a run can be cut off is told from its beginning to its end.

import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { queueVersion } from '#db/install-queue.ts';
import { inTenant } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import { writeOutbox } from '#lib/events/outbox.ts';
import type { DurableFunction } from '#lib/jobs/durable-function.ts';
import { openEmbeddedRunner } from '#lib/jobs/embedded/embedded-runner.ts';
import { leadRuns } from '#lib/jobs/lead-runs.ts';
import { performRun } from '#lib/jobs/perform-run.ts';
import { purgeRuns } from '#lib/jobs/purge-runs.ts';
import { relayEvents } from '#lib/jobs/relay-events.ts';
import { claimRun, HeldRun } from '#lib/jobs/run-store.ts';
import { registerFunctions, scheduleRuns } from '#lib/jobs/schedule-runs.ts';
import { recoverRuns, sendDueRuns } from '#lib/jobs/send-runs.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { logRecorder } from '#tests/support/log-recorder.ts';
import { createSampleCompany, type SampleCompany } from '#tests/support/sample-company.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import packageOfQueue from '../../node_modules/pg-boss/package.json' with { type: 'json' };

let database: TestDatabase;
let company: SampleCompany;
let ending: AbortController;
let nowMs: number;
const clock = { now: () => nowMs };
const now = () => new Date(nowMs);
const hourMs = 3_600_000;
const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 50 });

beforeAll(async () => {
  database = await createTestDatabase();
  company = await createSampleCompany(database, 'acme');
});
afterAll(() => database.drop());
beforeEach(async () => {
  ending = new AbortController();
  nowMs = Date.now();
  await database.superuser`truncate job_run, job_step, outbox_event`;
});
afterEach(() => ending.abort());

const roomOf = (functions: readonly DurableFunction<null>[]) => ({
  ...{ databases: database.databases, functions, context: null, clock, logger: logRecorder() },
});
const runs = async () => await database.superuser`select * from job_run order by created_at, id`;
const steps = async () => await database.superuser`select name, state, attempts, result from job_step order by position`;
const sentBy = async (functions: readonly DurableFunction<null>[]) => {
  const sent: { tenantId: string; runId: string }[] = [];
  const runner = {
    kind: 'embedded' as const,
    send: async (run: { tenantId: string; id: string }) => {
      sent.push({ tenantId: run.tenantId, runId: run.id });
    },
  };
  await scheduleRuns(database.databases.jobs, functions, { now: now(), startedAt: new Date(nowMs - hourMs) });
  await sendDueRuns(database.databases.jobs, runner, now());
  return sent;
};
const hourly = (run: DurableFunction<null>['run'], more: Partial<DurableFunction<null>> = {}): DurableFunction<null> => ({
  ...{ id: 'hourly', summary: 'Test', triggers: [{ cron: '0 * * * *' }], run, ...more },
});
const openIncident = async () => {
  const { tenantId } = company;
  await inTenant(database.databases.app, tenantId, (tx) =>
    writeOutbox(tx, tenantId, [{ name: 'incident.opened', payload: { incident_id: 'inc_1' } }]),
  );
};

describe('schedules', () => {
  it('make one run for what was missed, none while it is under way, and the next at its time', async () => {
    const functions = [hourly(async () => {})];
    const schedule = () => scheduleRuns(database.databases.jobs, functions, { now: now(), startedAt: new Date(nowMs - hourMs) });
    expect(await Promise.all([schedule(), schedule()])).toEqual(expect.arrayContaining([1, 0]));
    expect(await schedule()).toBe(0);
    nowMs += 5 * hourMs;
    expect(await schedule()).toBe(0);
    await database.superuser`update job_run set state = 'succeeded', ended_at = now()`;
    expect(await schedule()).toBe(1);
    expect(await schedule()).toBe(0);
    expect(await runs()).toMatchObject([{ trigger: 'schedule' }, { scheduled_at: new Date(Math.floor(nowMs / hourMs) * hourMs) }]);
  });

  it('wait with what was missed until the start is over', async () => {
    const functions = [hourly(async () => {})];
    expect(await scheduleRuns(database.databases.jobs, functions, { now: now(), startedAt: now() })).toBe(0);
    const later = new Date(nowMs + 121_000);
    expect(await scheduleRuns(database.databases.jobs, functions, { now: later, startedAt: now() })).toBe(1);
  });
});

describe('events', () => {
  it('start each function that wants them exactly once, with what they say, in their tenant', async () => {
    const seen: unknown[] = [];
    const listening: DurableFunction<null> = {
      ...{ id: 'listening', summary: 'Test', triggers: [{ event: 'incident.opened' }] },
      run: async (_context, { occasion }) => void seen.push(occasion),
    };
    const functions = [listening, hourly(async () => {}, { triggers: [{ event: 'key.created' }] })];
    await openIncident();
    const relay = () => relayEvents(database.databases, functions, now(), ending.signal);
    const made = await Promise.all([relay(), relay(), relay()]);
    expect(made.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await relay()).toBe(0);
    const [run] = await sentBy([]);
    await performRun(roomOf(functions), run ?? { tenantId: '', runId: '' }, ending.signal);
    expect(seen).toMatchObject([{ tenantId: company.tenantId, event: { name: 'incident.opened', payload: { incident_id: 'inc_1' } } }]);
    expect(await runs()).toMatchObject([{ state: 'succeeded', tenant_id: company.tenantId, trigger: 'event' }]);
  });
});

describe('steps', () => {
  it('are not done again after a failure, and their answers are kept; the last failure ends the run', async () => {
    const done: string[] = [];
    const failing = hourly(
      async (_context, { steps }) => {
        const { count } = await steps.answer('count', z.object({ count: z.int() }), async () => {
          done.push('count');
          return { count: 7 };
        });
        await steps.run('fail', async () => {
          done.push(`fail with ${count}`);
          throw Object.assign(new Error('the secret of acme'), { code: 'E42' });
        });
      },
      { retries: 1 },
    );
    const [run] = await sentBy([failing]);
    const key = run ?? { tenantId: '', runId: '' };
    await expect(performRun(roomOf([failing]), key, ending.signal)).rejects.toThrow('the secret');
    expect(await runs()).toMatchObject([{ state: 'retrying', failures: 1, error_kind: 'Error E42', error: 'the secret of acme' }]);
    await performRun(roomOf([failing]), key, ending.signal);
    expect(done).toEqual(['count', 'fail with 7', 'fail with 7']);
    expect(await runs()).toMatchObject([{ state: 'failed', failures: 2 }]);
    expect(await steps()).toMatchObject([
      { name: 'count', state: 'succeeded', attempts: 1, result: { count: 7 } },
      { name: 'fail', state: 'failed', attempts: 2 },
    ]);
    // Ended: nobody takes it any more.
    await performRun(roomOf([failing]), key, ending.signal);
    expect(done).toHaveLength(3);
  });

  it('of the same name are told apart, and a sleep ends the attempt until its time', async () => {
    const done: number[] = [];
    const sleeping = hourly(async (_context, { steps }) => {
      for (const index of [1, 2]) await steps.run('write', async () => void done.push(index));
      await steps.sleep('rest', 90);
      await steps.run('write', async () => void done.push(3));
    });
    const [run] = await sentBy([sleeping]);
    const key = run ?? { tenantId: '', runId: '' };
    await performRun(roomOf([sleeping]), key, ending.signal);
    expect(await runs()).toMatchObject([{ state: 'sleeping', failures: 0 }]);
    nowMs += 89_000;
    expect(await sentBy([])).toEqual([]);
    nowMs += 2000;
    expect(await sentBy([])).toEqual([key]);
    await performRun(roomOf([sleeping]), key, ending.signal);
    expect(done).toEqual([1, 2, 3]);
    expect(await runs()).toMatchObject([{ state: 'succeeded', failures: 0 }]);
    expect((await steps()).map(({ name }) => name)).toEqual(['write', 'write#2', 'rest', 'write#3']);
  });

  it('of a run that another process took over are not noted any more', async () => {
    const [run] = await sentBy([hourly(async () => {})]);
    const key = run ?? { tenantId: '', runId: '' };
    const { jobs } = database.databases;
    const row = await claimRun(jobs, key, now());
    if (row === null) throw new Error('The run could not be claimed');
    const former = new HeldRun(jobs, row);
    await former.beginStep({ name: 'one', position: 1 }, now());
    expect(await claimRun(jobs, key, now())).toBeNull();
    await recoverRuns(jobs, now());
    await expect(former.finishStep({ name: 'one', position: 1 }, now(), null)).rejects.toThrow('another process');
    await expect(former.succeed(now())).rejects.toThrow('another process');
    expect(await runs()).toMatchObject([{ state: 'waiting', interruptions: 1 }]);
  });

  it('are given back when the process ends, without counting as a failure', async () => {
    const stopping = new AbortController();
    const cut = hourly(async (_context, { steps }) => {
      await steps.run('one', async () => undefined);
      stopping.abort();
      await steps.run('two', async () => undefined);
    });
    const [run] = await sentBy([cut]);
    await performRun(roomOf([cut]), run ?? { tenantId: '', runId: '' }, stopping.signal);
    expect(await runs()).toMatchObject([{ state: 'waiting', failures: 0, interruptions: 1 }]);
    expect(await steps()).toMatchObject([{ name: 'one', state: 'succeeded' }]);
  });
});

describe('the embedded runner [OPS-1]', () => {
  it('has the tables of the installed pg-boss, on which the role of jobs moves rows and nothing else', async () => {
    expect(packageOfQueue.pgboss.schema).toBe(queueVersion);
    const client = database.databases.jobs.$client;
    await expect(client`create table jobs.mine (id int)`).rejects.toThrow('permission denied');
    await expect(client`truncate jobs.job_common`).rejects.toThrow('permission denied');
    for (const role of ['app', 'lookup', 'ingest', 'audit', 'operator'] as const) {
      await expect(database.databases[role].$client`select from jobs.job`).rejects.toThrow('permission denied for schema jobs');
    }
  });

  it('carries out what is scheduled, and tells the page what there is', async () => {
    const done: string[] = [];
    const room = roomOf([hourly(async (_context, { steps }) => steps.run('work', async () => void done.push('work')))]);
    const runner = await openEmbeddedRunner({ ...room, url: database.url, secret: database.secret, signal: ending.signal });
    await database.superuser`insert into job_run (tenant_id, id, function_id, trigger, due_at)
      values ('00000000-0000-0000-0000-000000000000', ${newUuid()}, 'hourly', 'manual', now() - interval '1 minute')`;
    const leading = leadRuns(room, runner, ending.signal);
    await eventually(async () => expect(await runs()).toMatchObject([{ state: 'succeeded' }]));
    ending.abort();
    await leading;
    await runner.close();
    expect(done).toEqual(['work']);
    expect(await database.superuser`select id, crons, runner from job_function`).toMatchObject([
      { id: 'hourly', crons: ['0 * * * *'], runner: 'embedded' },
    ]);
    const [left] = await database.superuser`select jsonb_agg(data) as data from jobs.job`;
    expect(JSON.stringify(left?.data)).toMatch(/^\[\{"runId":"[0-9a-f-]{36}","tenantId":"[0-9a-f-]{36}"\}\]$/);
  });

  it('goes on after kill -9 where the last finished step ended, and does each step once', async () => {
    using folder = temporaryFolder();
    const [journal, gate] = [join(folder.path, 'journal'), join(folder.path, 'gate')];
    writeFileSync(journal, '');
    const lines = () => readFileSync(journal, 'utf8').trim().split('\n');
    const start = (): ChildProcess =>
      fork(new URL('./programs/durable-worker.ts', import.meta.url).pathname, [database.url, database.secret, journal, gate], {
        stdio: 'inherit',
      });
    await openIncident();
    const first = start();
    await eventually(() => expect(lines()).toEqual(['one', 'waiting']));
    first.kill('SIGKILL');
    writeFileSync(gate, '');
    const second = start();
    try {
      await eventually(async () => expect(await runs()).toMatchObject([{ state: 'succeeded', interruptions: 1, failures: 0 }]));
    } finally {
      second.kill('SIGKILL');
    }
    expect(lines()).toEqual(['one', 'waiting', 'waiting', 'two', 'three']);
    expect(await steps()).toMatchObject([
      { name: 'one', attempts: 1 },
      { name: 'two', attempts: 2 },
      { name: 'three', attempts: 1 },
    ]);
  }, 30_000);
});

describe('a change of who carries runs out', () => {
  it('offers anew what the workers had begun, once; what the other one has begun is left to it', async () => {
    const room = roomOf([hourly(async () => {})]);
    await registerFunctions(database.databases.jobs, room.functions, 'embedded', now());
    const id = newUuid();
    await database.superuser`insert into job_run (tenant_id, id, function_id, trigger, due_at, state)
      values ('00000000-0000-0000-0000-000000000000', ${id}, 'hourly', 'manual', now(), 'running')`;
    const sent: string[] = [];
    const other = {
      kind: 'inngest' as const,
      send: async (run: { id: string }) => {
        sent.push(run.id);
      },
    };
    nowMs += 1000;
    const leading = leadRuns(room, other, ending.signal);
    await eventually(() => expect(sent).toEqual([id]));
    ending.abort();
    await leading;
    await database.superuser`update job_run set state = 'running'`;
    const again = new AbortController();
    const second = leadRuns(room, other, again.signal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    again.abort();
    await second;
    expect(sent).toEqual([id]);
    expect(await runs()).toMatchObject([{ state: 'running' }]);
  });
});

describe('history', () => {
  it('ends: succeeded runs after forty days, failed ones after ninety, with their steps', async () => {
    const insert = async (state: string, days: number) => {
      const id = newUuid();
      await database.superuser`insert into job_run (tenant_id, id, function_id, trigger, due_at, state, ended_at)
        values (${company.tenantId}, ${id}, 'x', 'manual', now(), ${state}, ${new Date(nowMs - days * 24 * hourMs)})`;
      await database.superuser`insert into job_step (tenant_id, run_id, name, position, state, started_at) values (${company.tenantId}, ${id}, ${`${state} ${days}`}, 1, 'succeeded', now())`;
    };
    for (const [state, days] of [
      ['succeeded', 39],
      ['succeeded', 41],
      ['failed', 89],
      ['failed', 91],
    ] as const)
      await insert(state, days);
    expect(await purgeRuns(database.databases.jobs, now(), ending.signal)).toBe(2);
    expect((await steps()).map(({ name }) => name).sort()).toEqual(['failed 89', 'succeeded 39']);
  });
});
