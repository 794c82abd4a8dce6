import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEntry } from '#db/schema/index.ts';
import { archiveBudget, getBudget, getStatus, lendBudget, listBudgetLoans, recallBudget, updateBudget } from '#lib/budgets/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { budgetIdOf, budgetScene, dayMs, dollar, noon, teamIdOf } from '#tests/support/budget-scene.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { Random } from '#tests/support/random.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const { scene, forSearch, create } = budgetScene('budget-loans');

const dayStart = new Date(noon - dayMs / 2);
const admin = () => scene.as(scene.company.admin);
const forField = (more: object = {}) => ({ ...forSearch(), name: 'Field', team_id: teamIdOf(scene.company.fieldId), ...more });
const lend = (id: string, amount: string, more: object = {}, person: SamplePerson = scene.company.admin) =>
  lendBudget.execute(scene.as(person), {
    ...{ budget_id: budgetIdOf(id), team_id: teamIdOf(scene.company.fieldId), amount_usd: amount },
    ...more,
  });
const recall = (id: string, loanId: string, person: SamplePerson = scene.company.admin) =>
  recallBudget.execute(scene.as(person), { budget_id: budgetIdOf(id), budget_loan_id: toPublicId('budgetLoan', loanId) });

/** What a budget counts today, as the gateway's leases see it. */
async function today(id: string): Promise<{ limit: bigint; spent: bigint; leased: bigint }> {
  const [row] = await scene.database.superuser<{ limit: string; spent: string; leased: string }[]>`
    select limit_nano_usd::text as limit, spent_nano_usd::text as spent, leased_nano_usd::text as leased from budget_period
    where tenant_id = ${scene.company.tenantId} and budget_id = ${id} and period_start_at = ${dayStart.toISOString()}::text::timestamptz`;
  return { limit: BigInt(row?.limit ?? -1), spent: BigInt(row?.spent ?? -1), leased: BigInt(row?.leased ?? -1) };
}
const spend = (id: string, spent: bigint, leased = 0n) =>
  scene.database.superuser`
    update budget_period set spent_nano_usd = spent_nano_usd + ${spent.toString()}::text::bigint, leased_nano_usd = ${leased.toString()}::text::bigint
    where tenant_id = ${scene.company.tenantId} and budget_id = ${id}`;

async function pair(): Promise<readonly [string, string]> {
  const [search, field] = [await create(forSearch()), await create(forField())];
  return [search.id, field.id];
}

test('[ORG-11] a loan moves money of the running period from one limit to the other, and is told on both sides', async () => {
  const { company } = scene;
  const [search, field] = await pair();
  const loan = await lend(search, '30', { note: 'Launch' }, company.lead);
  expect(loan).toMatchObject({
    ...{ budget_id: search, state: 'running', lent_usd: 30n * dollar, returned_usd: 0n, used_usd: 0n, note: 'Launch', version: 1 },
    ...{ lender: { team_id: company.searchId, name: 'Search' }, borrower: { team_id: company.fieldId, name: 'Field' } },
    ...{ start: dayStart, end: new Date(noon + dayMs / 2), created_by_name: 'lead' },
  });
  expect([(await today(search)).limit, (await today(field)).limit]).toEqual([70n * dollar, 130n * dollar]);
  const of = (id: string) => getBudget.execute(admin(), { budget_id: budgetIdOf(id) });
  expect(await of(search)).toMatchObject({
    limit_usd: 100n * dollar,
    current: { limit_usd: 70n * dollar, loans_usd: -30n * dollar, free_usd: 70n * dollar },
  });
  expect((await getStatus.execute(admin(), { budget_id: budgetIdOf(field) })).figures).toMatchObject({
    ...{ limit_usd: 130n * dollar, available_usd: 130n * dollar, loans_usd: 30n * dollar, free_usd: 130n * dollar },
  });
  await spend(field, 112n * dollar);
  const seen = async (person: SamplePerson) => (await listBudgetLoans.execute(scene.as(person), {})).data;
  expect(await seen(company.lead)).toMatchObject([{ id: loan.id, used_usd: 12n * dollar }]);
  expect(await faultOf(seen(company.member))).toBe('forbidden');
  const entries = await scene.inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'budget.lend')));
  expect(entries).toMatchObject([{ result: 'success', after: { lent_usd: '30.000000000' } }]);
});

test('[ORG-11] the next period has both limits as they are set, whatever was lent', async () => {
  const [search, field] = await pair();
  await lend(search, '30');
  const tomorrow = [new Date(noon + dayMs / 2), new Date(noon + 1.5 * dayMs)].map((at) => at.toISOString());
  for (const id of [search, field]) {
    await scene.database
      .superuser`select open_budget_period(${scene.company.tenantId}::uuid, ${id}::uuid, ${tomorrow[0] ?? ''}::text::timestamptz, ${tomorrow[1] ?? ''}::text::timestamptz)`;
    const rows = await scene.database
      .superuser`select limit_nano_usd::text as limit from budget_period where budget_id = ${id} order by period_start_at desc limit 1`;
    expect(rows[0]?.limit).toBe((100n * dollar).toString());
  }
});

test('[ORG-11] a limit that is set anew while a part is lent keeps the loan', async () => {
  const [search] = await pair();
  await lend(search, '30');
  await updateBudget.execute(admin(), { budget_id: budgetIdOf(search), limit_usd: '200' });
  expect((await today(search)).limit).toBe(170n * dollar);
  await updateBudget.execute(admin(), { budget_id: budgetIdOf(search), limit_usd: '10' });
  expect((await today(search)).limit).toBe(0n);
});

test('[ORG-11] what is spent or reserved is not lent, and not taken back', async () => {
  const [search, field] = await pair();
  const loan = await lend(search, '20');
  await spend(search, 50n * dollar, 20n * dollar);
  expect(await faultOf(lend(search, '10.000000001'))).toBe('conflict /amount_usd');
  await lend(search, '10');
  await spend(field, 110n * dollar, 5n * dollar);
  const back = await recall(search, loan.id);
  expect(back).toMatchObject({ state: 'running', returned_usd: 15n * dollar, version: 2 });
  expect([await today(search), await today(field)]).toMatchObject([{ limit: 85n * dollar }, { limit: 115n * dollar }]);
  expect(await faultOf(recall(search, loan.id))).toBe('conflict');
  await spend(field, 0n, 0n);
  expect(await recall(search, loan.id)).toMatchObject({ state: 'recalled', returned_usd: 20n * dollar });
  expect(await faultOf(recall(search, loan.id))).toBe('conflict');
});

test('[ORG-11] who may change a budget may lend of it, and nobody else', async () => {
  const { company } = scene;
  const [search, field] = await pair();
  const loan = await lend(search, '5', {}, company.lead);
  expect(await faultOf(lend(search, '5', {}, company.member))).toMatch(/not_found|forbidden/);
  expect(await faultOf(lend(field, '5', { team_id: teamIdOf(company.searchId) }, company.lead))).toBe('not_found');
  expect(await faultOf(recall(search, loan.id, company.seller))).toMatch(/not_found|forbidden/);
  expect(await faultOf(recall(field, loan.id))).toBe('not_found');
});

test('[ORG-11] lenders and borrowers that cannot be are refused', async () => {
  const { company } = scene;
  const [search, field] = await pair();
  const tenant = await create({ name: 'All', scope: 'tenant', limit_usd: '500', period: 'daily', time_zone: 'UTC' });
  expect(await faultOf(lend(tenant.id, '1'))).toBe('conflict');
  expect(await faultOf(lend(search, '1', { team_id: teamIdOf(company.searchId) }))).toBe('conflict');
  expect(await faultOf(lend(search, '0'))).toBe('validation_failed /amount_usd');
  expect(await faultOf(lend(search, '1', { department_id: toPublicId('department', company.salesId) }))).toBe('validation_failed /team_id');
  const soft = await create(forSearch({ name: 'Watched', enforcement: 'soft' }));
  expect(await faultOf(lend(soft.id, '1'))).toBe('conflict');
  const monthly = await create(forSearch({ name: 'Months', period: 'monthly' }));
  expect(await faultOf(lend(monthly.id, '1'))).toBe('conflict');
  await create(forField({ name: 'Field, too' }));
  expect(await faultOf(lend(search, '1'))).toBe('conflict');
  await archiveBudget.execute(admin(), { budget_id: budgetIdOf(search) });
  expect(await faultOf(lend(search, '1'))).toBe('conflict');
  expect((await today(field)).limit).toBe(-1n);
});

test('[ORG-11] two loans at once never lend the same money', async () => {
  const [search, field] = await pair();
  const outcomes = await Promise.all([1, 2, 3].map(() => faultOf(lend(search, '60'))));
  expect(outcomes.toSorted()).toEqual(['conflict /amount_usd', 'conflict /amount_usd', 'success']);
  expect([(await today(search)).limit, (await today(field)).limit]).toEqual([40n * dollar, 160n * dollar]);
});

test('[ORG-11] however money is lent, spent and taken back, there is as much of it and nobody spends beyond a limit', async () => {
  const [search, field] = await pair();
  const random = new Random(11);
  const sides = { [search]: scene.company.fieldId, [field]: scene.company.searchId };
  for (let step = 0; step < 40; step += 1) {
    const from = random.pick([search, field]);
    const act = random.below(3);
    if (act === 0) await faultOf(lend(from, String(1 + random.below(40)), { team_id: teamIdOf(sides[from] ?? '') }));
    else if (act === 1) {
      const { data } = await listBudgetLoans.execute(admin(), { budget_id: budgetIdOf(from), state: 'running' });
      const own = data.filter(({ budget_id: id }) => id === from);
      const loan = own[random.below(own.length)];
      if (loan !== undefined) await faultOf(recall(from, loan.id));
    } else {
      const { limit, spent } = await today(from);
      if (limit - spent > dollar) await spend(from, BigInt(1 + random.below(Number((limit - spent) / dollar))) * dollar);
    }
    const [one, other] = [await today(search), await today(field)];
    if (one.limit < 0n) continue;
    expect(one.limit + other.limit).toBe(200n * dollar);
    for (const { limit, spent } of [one, other]) expect(spent <= limit).toBe(true);
  }
  const { data } = await listBudgetLoans.execute(admin(), {});
  for (const { used_usd, lent_usd, returned_usd } of data) expect(used_usd <= lent_usd - returned_usd).toBe(true);
});
