import { describe, expect, it } from 'vitest';
import { approval } from '#db/schema/index.ts';
import { followApprovals } from '#lib/approvals/index.ts';
import type { StreamEvent } from '#lib/command/define-stream.ts';
import { newUuid } from '#lib/core/ids.ts';
import { followIncidents, raiseIncident } from '#lib/incidents/index.ts';
import { installationId } from '#lib/jobs/durable-function.ts';
import { followJobs } from '#lib/jobs/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

/** What one process writes has to be with the readers of another one within two seconds; here both have connections of their own. */

const scene = companyScene('live');

/** The next event that is one, and how many milliseconds it took. */
async function nextOf<Payload>(
  events: AsyncGenerator<StreamEvent<Payload> | null>,
): Promise<{ payload: Payload | undefined; tookMs: number }> {
  const startedAt = performance.now();
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) return { payload: undefined, tookMs: 0 };
    if (value !== null) return { payload: value.payload, tookMs: performance.now() - startedAt };
  }
}

describe('live streams [DX-3]', () => {
  it('tell of incidents as they open', async () => {
    const { tenantId, admin } = scene.company;
    const events = await followIncidents.open(scene.as(admin), {}, undefined, AbortSignal.timeout(20_000));
    expect((await nextOf(events)).payload).toEqual({ open: 0, acknowledged: 0, changed_at: null });
    const fault = { source: 'test', fingerprint: 'x', severity: 'warning', title: 'Faulty', summary: 'It is.', detail: {} } as const;
    await scene.inside((tx) => raiseIncident(tx, tenantId, fault, new Date()));
    const { payload, tookMs } = await nextOf(events);
    expect(payload).toMatchObject({ open: 1 });
    expect(tookMs).toBeLessThan(2000);
    await events.return(undefined);
    expect(await faultOf(followIncidents.open(scene.as(scene.company.member), {}, undefined, AbortSignal.timeout(1000)))).toBe('forbidden');
  });

  it('tell of background work of the installation and of the own organization, of nobody else’s', async () => {
    const { superuser } = scene.database;
    await superuser`truncate job_run`;
    const insert = (tenantId: string, state: string) =>
      superuser`insert into job_run (tenant_id, id, function_id, trigger, due_at, state) values (${tenantId}, ${newUuid()}, 'x', 'manual', now(), ${state})`;
    const events = await followJobs.open(scene.as(scene.company.admin), {}, undefined, AbortSignal.timeout(20_000));
    expect((await nextOf(events)).payload).toMatchObject({ under_way: 0, failed: 0, succeeded: 0 });
    await insert((await scene.otherCompany()).tenantId, 'failed');
    await insert(installationId, 'running');
    await insert(scene.company.tenantId, 'failed');
    const { payload, tookMs } = await nextOf(events);
    expect(payload).toMatchObject({ under_way: 1, failed: 1, succeeded: 0 });
    expect(tookMs).toBeLessThan(2000);
    await events.return(undefined);
  });

  it('tell people of what they asked for', async () => {
    const { tenantId, member } = scene.company;
    const events = await followApprovals.open(scene.as(member), {}, undefined, AbortSignal.timeout(20_000));
    expect((await nextOf(events)).payload).toEqual({ to_decide: 0, own_pending: 0, changed_at: null });
    const rule = {
      rule_id: null,
      rule_name: 'Rule',
      levels: [],
      needed: 1,
      timeout_hours: 24,
      on_timeout: 'reject',
      four_eyes: true,
    } as const;
    await scene.inside((tx) =>
      tx.insert(approval).values({
        ...{ tenantId, id: newUuid(), kind: 'budget_raise', requesterId: member.userId, title: 'Raise', policy: rule },
        subject: { budget_id: newUuid(), limit_nano_usd: '1' },
      }),
    );
    const { payload, tookMs } = await nextOf(events);
    expect(payload).toMatchObject({ to_decide: 0, own_pending: 1 });
    expect(tookMs).toBeLessThan(2000);
    await events.return(undefined);
  });
});
