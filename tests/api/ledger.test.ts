import { expect, test } from 'vitest';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import { bookAdjustment, exportLedger, getAdjustment, listAdjustments, listLedger } from '#lib/ledger/index.ts';
import { reconcileUsage } from '#lib/usage/reconcile.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { budgetIdOf, budgetScene, dayMs, dollar, hourMs, noon, teamIdOf } from '#tests/support/budget-scene.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';

const { scene, forSearch, create } = budgetScene('ledger');
const admin = () => scene.as(scene.company.admin);
const book = (input: object) => bookAdjustment.execute(admin(), { reason: 'A test', ...input });

/** A call of a dollar by the team Search, charged to soft budgets of a day. */
function charged(budgetIds: readonly string[], atMs: number): UsageEvent {
  const startMs = Math.floor(atMs / dayMs) * dayMs;
  const parts = budgetIds.map((budgetId) => ({
    ...{ kind: 'soft' as const, leaseId: null, budgetId, periodStartMs: startMs, periodEndMs: startMs + dayMs },
    ...{ coveredNanoUsd: 0n, costNanoUsd: dollar },
  }));
  return companyCall(scene.company, { atMs, by: { teamId: scene.company.searchId }, costNanoUsd: dollar, parts });
}

const periodsOf = async (budgetId: string) =>
  (
    await scene.database.superuser<{ spent: bigint; start: string }[]>`SELECT spent_nano_usd AS spent, period_start_at::text AS start
      FROM budget_period WHERE budget_id = ${budgetId} ORDER BY period_start_at`
  ).map(({ spent }) => spent / dollar);

/** What differs between events, sums, ledger and budgets: nothing ever should. */
const differences = () =>
  reconcileUsage(scene.database.superuser, scene.company.tenantId, { from: new Date(noon - 10 * dayMs), to: new Date(noon + dayMs) });

test('[COST-7] a credit for a team is booked to the organization and to each budget that covers the team, once', async () => {
  const team = await create(forSearch());
  const tenant = await create({ name: 'All', scope: 'tenant', limit_usd: '1000', period: 'daily', time_zone: 'UTC' });
  const other = await create({
    name: 'Field',
    scope: 'team',
    team_id: teamIdOf(scene.company.fieldId),
    limit_usd: '5',
    period: 'daily',
    time_zone: 'UTC',
  });
  await postCalls(scene.database, [charged([team.id, tenant.id], noon - hourMs)]);
  const made = await book({ kind: 'credit', amount_usd: '0.25', team_id: teamIdOf(scene.company.searchId), reason: 'Outage' });
  expect(made).toMatchObject({ kind: 'credit', amount_usd: -dollar / 4n, scope: 'team', scope_name: 'Search', is_moved: false });
  expect(made.entries.map(({ budget_id }) => budget_id).sort()).toEqual([null, team.id, tenant.id].sort());
  const [row] = await scene.database.superuser<
    { spent: bigint }[]
  >`SELECT spent_nano_usd AS spent FROM budget_period WHERE budget_id = ${team.id}`;
  expect(row?.spent).toBe((dollar * 3n) / 4n);
  expect(await periodsOf(other.id)).toEqual([]);
  expect(await differences()).toEqual([]);
  expect(await getAdjustment.execute(admin(), { adjustment_id: toPublicId('adjustment', made.id) })).toEqual(made);
  expect((await listAdjustments.execute(admin(), { kind: 'credit' })).data).toEqual([made]);
});

test('a repeated request with the same Idempotency-Key books once', async () => {
  const budget = await create(forSearch());
  const again = () =>
    bookAdjustment.execute(scene.as(scene.company.admin, { idempotencyKey: 'once' }), {
      ...{ kind: 'adjust', amount_usd: '2', reason: 'Licence', budget_id: budgetIdOf(budget.id) },
    });
  const first = await again();
  expect((await again()).id).toBe(first.id);
  expect(await periodsOf(budget.id)).toEqual([2n]);
});

test('[COST-7] the running period takes what is meant for a closed one, an open one takes its own', async () => {
  const budget = await create(forSearch({ enforcement: 'soft' }));
  await postCalls(scene.database, [charged([budget.id], noon - dayMs), charged([budget.id], noon - 2 * dayMs)]);
  await scene.database.superuser`UPDATE budget_period SET closed_at = now()
    WHERE budget_id = ${budget.id} AND period_start_at < ${new Date(noon - 1.5 * dayMs).toISOString()}::text::timestamptz`;
  const at = (daysAgo: number) => ({ budget_id: budgetIdOf(budget.id), applies_at: new Date(noon - daysAgo * dayMs).toISOString() });
  expect(await book({ kind: 'adjust', amount_usd: '5', ...at(1) })).toMatchObject({ is_moved: false });
  expect(await book({ kind: 'adjust', amount_usd: '7', ...at(2) })).toMatchObject({ is_moved: true });
  expect(await periodsOf(budget.id)).toEqual([1n, 6n, 7n]);
  expect(await differences()).toEqual([]);
});

test('the ledger tells each movement with the balance of its period, page by page, and as a file', async () => {
  const budget = await create(forSearch({ enforcement: 'soft' }));
  for (const hour of [3, 2, 1]) await postCalls(scene.database, [charged([budget.id], noon - hour * hourMs)]);
  await book({ kind: 'credit', amount_usd: '0.5', budget_id: budgetIdOf(budget.id), reason: '=cmd()' });
  const list = (more: object) => listLedger.execute(scene.as(scene.company.lead), { budget_id: budgetIdOf(budget.id), ...more });
  const { data } = await list({});
  expect(data.map(({ kind, amount_usd, balance_usd }) => [kind, formatUsd(amount_usd), formatUsd(balance_usd ?? -1n)])).toEqual([
    ['credit', '-0.500000000', '2.500000000'],
    ['settle', '1.000000000', '3.000000000'],
    ['settle', '1.000000000', '2.000000000'],
    ['settle', '1.000000000', '1.000000000'],
  ]);
  const first = await list({ limit: 3 });
  const second = await list({ limit: 3, cursor: first.next_cursor });
  expect([...first.data, ...second.data]).toEqual(data);
  expect((await list({ kind: 'credit' })).data).toMatchObject([{ balance_usd: (dollar * 5n) / 2n, reason: '=cmd()' }]);
  expect((await list({ period_start: new Date(noon - dayMs / 2).toISOString() })).data).toEqual(data);
  expect((await list({ to: new Date(0).toISOString() })).data).toEqual([]);
  const file = await exportLedger.open(admin(), { budget_id: budgetIdOf(budget.id) });
  let text = '';
  for await (const piece of file.pieces) text += piece;
  const lines = text.trim().split('\r\n');
  expect(lines[0]).toContain('amount_usd,balance_usd,reason');
  expect(lines.slice(1).map((line) => line.split(',')[6])).toEqual(['1.000000000', '1.000000000', '1.000000000', '-0.500000000']);
  expect(lines.at(-1)).toContain("'=cmd()");
  const own = await listLedger.execute(admin(), {});
  expect(own.data.every(({ budget_id, balance_usd }) => budget_id === null && balance_usd === null)).toBe(true);
});

test('who may not, cannot: a lead reads the ledger of their budgets and books nothing', async () => {
  const lead = scene.as(scene.company.lead);
  const search = await create(forSearch());
  const field = await create({ name: 'Field', scope: 'team', team_id: teamIdOf(scene.company.fieldId), limit_usd: '5', period: 'daily' });
  expect(await faultOf(listLedger.execute(lead, { budget_id: budgetIdOf(search.id) }))).toBe('success');
  expect(await faultOf(listLedger.execute(lead, { budget_id: budgetIdOf(field.id) }))).toBe('not_found');
  expect(await faultOf(listLedger.execute(lead, {}))).toBe('forbidden');
  const credit = { kind: 'credit', amount_usd: '1', reason: 'Mine', budget_id: budgetIdOf(search.id) };
  expect(await faultOf(bookAdjustment.execute(lead, credit))).toBe('forbidden');
  expect(await faultOf(book({ kind: 'credit', amount_usd: '0' }))).toBe('validation_failed /amount_usd');
  expect(await faultOf(book({ kind: 'credit', amount_usd: '-1' }))).toBe('validation_failed /amount_usd');
  expect(await faultOf(book({ kind: 'adjust', amount_usd: '1', budget_id: budgetIdOf(newUuid()) }))).toBe('not_found');
  const tomorrow = new Date(noon + dayMs).toISOString();
  expect(await faultOf(book({ kind: 'adjust', amount_usd: '1', applies_at: tomorrow }))).toBe('validation_failed /applies_at');
  const two = { budget_id: budgetIdOf(search.id), team_id: teamIdOf(scene.company.searchId) };
  expect(await faultOf(book({ kind: 'adjust', amount_usd: '1', ...two }))).toBe('validation_failed ');
});
