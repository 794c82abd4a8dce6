import { expect, test } from 'vitest';
import { alertLeaks, listAlerts } from '#lib/alerts/index.ts';
import { closeLease, getStatus, listLeases } from '#lib/budgets/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { listLedger } from '#lib/ledger/index.ts';
import { reconcileUsage } from '#lib/usage/reconcile.ts';
import { budgetIdOf, budgetScene, dayMs, dollar, noon } from '#tests/support/budget-scene.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { invocationOf } from '#tests/support/sample-company.ts';

const { scene, forSearch, create } = budgetScene('leases');
const admin = () => scene.as(scene.company.admin);
const { signal } = new AbortController();
const todayMs = Math.floor(noon / dayMs) * dayMs;
const today = new Date(todayMs).toISOString();
const tomorrow = new Date(todayMs + dayMs).toISOString();
const leaseIdOf = toPublicId.bind(null, 'budgetLease');
const evidence = 'The host gw-3 was shut down at 11:02';

/** A budget of ten dollars a day of which processes hold so much, in leases as the engine grants them. */
async function held(state: 'open' | 'in_doubt', ...amounts: readonly bigint[]) {
  const { id: budgetId } = await create(forSearch({ name: `Search ${newUuid()}`, limit_usd: '10' }));
  const { tenantId } = scene.company;
  const { superuser } = scene.database;
  const leases: string[] = [];
  for (const amount of amounts) {
    const [id, holder] = [newUuid(), newUuid()];
    await superuser`select * from grant_lease(${tenantId}, ${budgetId}, ${today}::text::timestamptz, ${tomorrow}::text::timestamptz, ${id}, ${holder},
      0, ${amount}, ${amount})`;
    await superuser`update lease set state = ${state} where id = ${id}`;
    leases.push(id);
  }
  return { budgetId, leases };
}

const list = async (budgetId: string) => (await listLeases.execute(admin(), { budget_id: budgetIdOf(budgetId) })).data;
const close = (budgetId: string, lease: string, outcome: 'return' | 'spent') =>
  closeLease.execute(admin(), { budget_id: budgetIdOf(budgetId), lease_id: leaseIdOf(lease), outcome, evidence });
const figures = async (budgetId: string) => {
  const status = await getStatus.execute(admin(), { budget_id: budgetIdOf(budgetId) });
  return [status.figures?.spent_usd, status.figures?.reserved_usd, status.in_doubt_usd].map((nano) => Number(nano ?? -1n) / 1e9);
};
const differences = () =>
  reconcileUsage(scene.database.superuser, scene.company.tenantId, { from: new Date(todayMs - dayMs), to: new Date(todayMs + 2 * dayMs) });
const alerts = async (source: 'budget_doubt' | 'budget_overrun') => (await listAlerts.execute(admin(), { source, state: 'all' })).data;
const look = () => alertLeaks(scene.database.databases, new Date(noon), signal);

test('[COST-4] what a silent process holds is listed, told of, and given back by evidence; nothing else changes', async () => {
  const { budgetId, leases } = await held('in_doubt', 3n * dollar, dollar);
  const [large = '', small = ''] = leases;
  expect(await figures(budgetId)).toEqual([0, 4, 4]);
  expect((await list(budgetId)).map(({ id, state, held_usd }) => [id, state, held_usd])).toEqual([
    [large, 'in_doubt', 3n * dollar],
    [small, 'in_doubt', dollar],
  ]);
  await look();
  expect(await look()).toBe(0);
  expect(await alerts('budget_doubt')).toMatchObject([
    {
      budget_id: budgetId,
      severity: 'warning',
      state: 'open',
      summary: expect.stringContaining('$4.00 of the limit are held by 2 processes'),
    },
  ]);
  expect(await close(budgetId, large, 'return')).toMatchObject({ state: 'closed', held_usd: 0n, presumed_usd: 0n });
  expect(await figures(budgetId)).toEqual([0, 1, 1]);
  expect(await differences()).toEqual([]);
  await look();
  expect((await alerts('budget_doubt')).map(({ state }) => state)).toEqual(['open']);
  expect(await close(budgetId, small, 'spent')).toMatchObject({ state: 'presumed', held_usd: 0n, presumed_usd: dollar });
  expect(await figures(budgetId)).toEqual([1, 0, 0]);
  await look();
  expect((await alerts('budget_doubt')).map(({ state }) => state)).toEqual(['resolved']);
  const { data } = await listLedger.execute(admin(), { budget_id: budgetIdOf(budgetId) });
  expect(data).toMatchObject([{ kind: 'presume', amount_usd: dollar, reason: `Counted as spent by evidence: ${evidence}` }]);
  expect(await differences()).toEqual([]);
  // Better evidence comes later: what was presumed comes back.
  expect(await faultOf(close(budgetId, small, 'spent'))).toBe('conflict');
  expect(await close(budgetId, small, 'return')).toMatchObject({ state: 'closed' });
  expect(await figures(budgetId)).toEqual([0, 0, 0]);
  expect(await differences()).toEqual([]);
  const entries = await scene.database.superuser<{ action: string }[]>`
    select action from audit_entry where tenant_id = ${scene.company.tenantId} and action = 'budget_lease.close'`;
  expect(entries).toHaveLength(3);
});

test('[COST-4] a call that shows up after its money was given back is booked as an overrun, so that the sum stays true', async () => {
  const { budgetId, leases } = await held('in_doubt', 10n * dollar);
  const [lease = ''] = leases;
  await close(budgetId, lease, 'return');
  const part = {
    ...{ kind: 'lease' as const, leaseId: lease, budgetId, periodStartMs: todayMs, periodEndMs: todayMs + dayMs },
    ...{ coveredNanoUsd: 2n * dollar, costNanoUsd: 2n * dollar },
  };
  await postCalls(scene.database, [
    companyCall(scene.company, { atMs: noon - 1, by: { teamId: scene.company.searchId }, costNanoUsd: 2n * dollar, parts: [part] }),
  ]);
  const status = await getStatus.execute(admin(), { budget_id: budgetIdOf(budgetId) });
  expect(status.figures).toMatchObject({ spent_usd: 2n * dollar, overrun_usd: 2n * dollar });
  expect(await differences()).toEqual([]);
  expect(await look()).toBe(1);
  expect(await look()).toBe(0);
  expect(await alerts('budget_overrun')).toMatchObject([
    { budget_id: budgetId, state: 'open', severity: 'warning', summary: expect.stringContaining('$2.00 above the bounds') },
  ]);
});

test('[COST-4] a process that is heard of settles by itself, and who may not book money closes nothing', async () => {
  const { budgetId, leases } = await held('open', dollar);
  const [lease = ''] = leases;
  expect(await faultOf(close(budgetId, lease, 'return'))).toBe('conflict');
  const input = { budget_id: budgetIdOf(budgetId), lease_id: leaseIdOf(lease), outcome: 'return', evidence };
  expect(await faultOf(closeLease.execute(scene.as(scene.company.lead), input))).toBe('forbidden');
  expect(await faultOf(listLeases.execute(scene.as(scene.company.lead), { budget_id: budgetIdOf(budgetId) }))).toBe('success');
  expect(await faultOf(close(budgetId, newUuid(), 'return'))).toBe('not_found');
  const other = await held('in_doubt', dollar);
  expect(await faultOf(close(budgetId, other.leases[0] ?? '', 'return'))).toBe('not_found');
  const rival = await scene.otherCompany();
  const strange = invocationOf(scene.runtime, rival, rival.admin);
  expect(await faultOf(closeLease.execute(strange, { ...input, lease_id: leaseIdOf(other.leases[0] ?? '') }))).toBe('not_found');
  expect(await figures(budgetId)).toEqual([0, 1, 0]);
});
