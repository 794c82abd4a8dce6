import { describe, expect, it } from 'vitest';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { installationId } from '#lib/jobs/durable-function.ts';
import { getJobRun, listJobRuns, listJobs, retryJobRun, startJobRun } from '#lib/jobs/index.ts';
import { registerFunctions } from '#lib/jobs/schedule-runs.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('jobs');
const admin = () => scene.as(scene.company.admin);

const functions = [
  { id: 'sweep', summary: 'Sweeps', triggers: [{ cron: '0 * * * *' }, { cron: '30 6 * * *' }] },
  { id: 'greet', summary: 'Greets', triggers: [{ event: 'team.created' as const }], retries: 1 },
];
const declare = () => registerFunctions(scene.database.databases.jobs, functions, 'embedded', new Date());

interface Row {
  readonly functionId: string;
  readonly tenantId?: string;
  readonly state?: string;
}
async function insertRun({ functionId, tenantId = installationId, state = 'failed' }: Row): Promise<string> {
  const id = newUuid();
  await scene.database
    .superuser`insert into job_run (tenant_id, id, function_id, trigger, due_at, state, failures, error_kind, error, ended_at)
    values (${tenantId}, ${id}, ${functionId}, 'schedule', now(), ${state}, 4, 'Error E1', 'about halden', ${state === 'failed' ? new Date() : null})`;
  await scene.database.superuser`insert into job_step (tenant_id, run_id, name, position, state, result, started_at, ended_at)
    values (${tenantId}, ${id}, 'count', 1, 'succeeded', '{"rows": 3, "team": "team_1"}', now(), now())`;
  return id;
}
const clear = () => scene.database.superuser`truncate job_run, job_step`;

describe('background work [OPS-1]', () => {
  it('is listed with its next time and its last run', async () => {
    await clear();
    await declare();
    const id = await insertRun({ functionId: 'sweep' });
    const { data } = await listJobs.execute(admin(), {});
    expect(data).toMatchObject([
      { id: 'greet', events: ['team.created'], crons: [], retries: 1, next_at: null, last_run: null },
      { id: 'sweep', retries: 3, last_run: { id, state: 'failed' } },
    ]);
    const next = data[1]?.next_at?.getTime() ?? 0;
    expect(next).toBeGreaterThan(Date.now());
    expect(next - Date.now()).toBeLessThanOrEqual(3_600_000);
  });

  it('shows of runs for the whole installation no message and no text of an answer, and of other organizations nothing', async () => {
    await clear();
    const other = await scene.otherCompany();
    const [shared, own, foreign] = [
      await insertRun({ functionId: 'sweep' }),
      await insertRun({ functionId: 'greet', tenantId: scene.company.tenantId }),
      await insertRun({ functionId: 'greet', tenantId: other.tenantId }),
    ];
    const { data } = await listJobRuns.execute(admin(), {});
    expect(new Set(data.map(({ id }) => id))).toEqual(new Set([shared, own]));
    expect(data.find(({ id }) => id === shared)).toMatchObject({ of: 'installation', error: null, error_kind: 'Error E1' });
    expect(data.find(({ id }) => id === own)).toMatchObject({ of: 'organization', error: 'about halden' });
    const run = (id: string) => getJobRun.execute(admin(), { run_id: toPublicId('jobRun', id) });
    expect((await run(shared)).steps).toMatchObject([{ name: 'count', answer: { rows: 3 } }]);
    expect((await run(shared)).steps[0]?.answer).toEqual({ rows: 3 });
    expect((await run(own)).steps[0]?.answer).toEqual({ rows: 3, team: 'team_1' });
    expect(await faultOf(run(foreign))).toBe('not_found');
    expect(await faultOf(retryJobRun.execute(admin(), { run_id: toPublicId('jobRun', foreign) }))).toBe('not_found');
    expect((await listJobRuns.execute(admin(), { job_id: 'greet', state: 'failed' })).data.map(({ id }) => id)).toEqual([own]);
    expect((await listJobRuns.execute(admin(), { state: 'running' })).data).toEqual([]);
  });

  it('is run by hand once at a time and once a minute, and only what has a schedule', async () => {
    await clear();
    await declare();
    const start = (job: string) => startJobRun.execute(admin(), { job_id: job });
    expect(await start('sweep')).toMatchObject({ job_id: 'sweep', trigger: 'manual', state: 'waiting', of: 'installation' });
    expect(await faultOf(start('sweep'))).toBe('conflict');
    await scene.database.superuser`update job_run set state = 'succeeded', ended_at = now()`;
    expect(await faultOf(start('sweep'))).toBe('conflict');
    await scene.database.superuser`update job_run set created_at = now() - interval '2 minutes'`;
    expect(await faultOf(start('sweep'))).toBe('success');
    expect(await faultOf(start('greet'))).toBe('conflict');
    expect(await faultOf(start('nobody-knows'))).toBe('not_found');
  });

  it('is begun again where it failed, with its finished steps, unless another run is under way', async () => {
    await clear();
    const own = await insertRun({ functionId: 'greet', tenantId: scene.company.tenantId });
    const shared = await insertRun({ functionId: 'sweep' });
    const retry = (id: string) => retryJobRun.execute(admin(), { run_id: toPublicId('jobRun', id) });
    for (const id of [own, shared]) {
      expect(await retry(id)).toMatchObject({ state: 'waiting', failures: 0, ended_at: null });
      expect(await faultOf(retry(id))).toBe('conflict');
    }
    const [steps] = await scene.database.superuser`select count(*)::int as count from job_step`;
    expect(steps?.count).toBe(2);
    const second = await insertRun({ functionId: 'sweep' });
    expect(await faultOf(retry(second))).toBe('conflict');
  });

  it('cannot be moved past its rules by the role of the app', async () => {
    await clear();
    await insertRun({ functionId: 'sweep' });
    await scene.inside(async (tx) => {
      expect((await tx.execute('select id from job_run')).length).toBe(0);
    });
    await expect(scene.inside((tx) => tx.execute("update job_run set claim_id = null where state = 'failed'"))).rejects.toThrow();
    await expect(
      scene.inside((tx) =>
        tx.execute(
          `insert into job_run (tenant_id, id, function_id, trigger, due_at) values ('${installationId}', '${newUuid()}', 'x', 'manual', now())`,
        ),
      ),
    ).rejects.toThrow();
  });
});
