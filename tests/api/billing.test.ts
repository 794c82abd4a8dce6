import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEntry, recommendation } from '#db/schema/index.ts';
import { acknowledgeTeamAlerts } from '#lib/alerts/index.ts';
import { listRules } from '#lib/approvals/index.ts';
import { getDepartmentBilling, getTeamBilling, getTenantBilling } from '#lib/billing/index.ts';
import { getBudget, listBudgets } from '#lib/budgets/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { setTeamBilling, setTenantBilling } from '#lib/place-billing/index.ts';
import { deleteSchedule, listSchedules } from '#lib/reports/index.ts';
import { budgetIdOf, budgetScene, dayMs, dollar, hourMs, noon, teamIdOf } from '#tests/support/budget-scene.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';

const { scene, callsBy, create, change } = budgetScene('billing');

const search = () => ({ team_id: teamIdOf(scene.company.searchId) });
const read = (person = scene.company.lead) => getTeamBilling.execute(scene.as(person), search());
const save = (settings: object, ifMatch?: number) =>
  setTeamBilling.execute(scene.as(scene.company.lead, ifMatch === undefined ? {} : { ifMatch }), { ...search(), ...settings });
const acknowledge = (more: object = {}) =>
  acknowledgeTeamAlerts.execute(scene.as(scene.company.lead), { ...search(), action: 'acknowledge_alerts', ...more });

test('[COST-3] the month of a team: totals, and breakdowns by provider, model and member that sum to them', async () => {
  const { company } = scene;
  const by = { teamId: company.searchId, departmentId: company.engineeringId };
  await postCalls(scene.database, [
    ...callsBy({ ...by, userId: company.member.userId }, 2),
    ...callsBy({ ...by, userId: company.lead.userId }, 1, { model: 'gpt-4o', provider: 'openai' }),
    ...callsBy(by, 1),
    ...callsBy({ teamId: company.fieldId, departmentId: company.salesId }, 5),
    companyCall(company, { atMs: noon - 45 * dayMs, by, costNanoUsd: 100n * dollar }),
  ]);
  const { billing_period: month } = await read();
  expect(month).toMatchObject({
    ...{ total_cost: 4n * dollar, total_requests: 4, time_zone: 'Europe/Berlin' },
    breakdown_by_provider: { sandbox: { cost: 3n * dollar, requests: 3 }, openai: { cost: dollar, requests: 1 } },
    breakdown_by_model: { 'sandbox-small': { cost: 3n * dollar }, 'gpt-4o': { cost: dollar } },
    breakdown_by_member: {
      [toPublicId('user', company.member.userId)]: { cost: 2n * dollar, requests: 2, name: 'member' },
      [toPublicId('user', company.lead.userId)]: { cost: dollar },
      none: { cost: dollar, requests: 1, name: null },
    },
  });
  const department = await getDepartmentBilling.execute(scene.as(company.admin), {
    department_id: toPublicId('department', company.engineeringId),
  });
  expect(department.billing_period.total_cost).toBe(4n * dollar);
  expect((await getTenantBilling.execute(scene.as(company.admin), {})).billing_period.total_cost).toBe(9n * dollar);
});

test('projections follow the calls at once, with a range and a trend', async () => {
  const { company } = scene;
  expect((await read()).projections).toBeNull();
  const days = Array.from({ length: 28 }, (_, index) =>
    companyCall(company, { atMs: noon - (index + 1) * dayMs - hourMs, by: { teamId: company.searchId }, costNanoUsd: 10n * dollar }),
  );
  await postCalls(scene.database, days);
  const before = await read();
  expect(before.projections).toMatchObject({ confidence: 0.8, trend: 'stable' });
  const { month_end: ends = 0n, low = 0n, high = 0n } = before.projections ?? {};
  expect(low <= ends && ends <= high && ends >= before.billing_period.total_cost).toBe(true);
  await postCalls(scene.database, callsBy({ teamId: company.searchId }, 3));
  const after = await read();
  expect((after.projections?.month_end ?? 0n) - ends).toBe(3n * dollar);
});

test('[COST-3] settings make the monthly budget, keep it equal to themselves, and take it away', async () => {
  const first = await save({
    monthly_budget: '500',
    budget_alerts: { warning_threshold: 75, exceeded_action: 'block' },
  });
  expect(first).toMatchObject({ version: 1, monthly_budget: 500n * dollar, cost_center: null });
  const budgetId = budgetIdOf(first.budget_id ?? '');
  const seen = () => getBudget.execute(scene.as(scene.company.lead), { budget_id: budgetId });
  expect(await seen()).toMatchObject({
    ...{ name: 'Search, monthly', limit_usd: 500n * dollar, enforcement: 'hard', period: 'monthly' },
    thresholds: [{ percent: 75, severity: 'warning' }, { percent: 100 }],
  });
  await save({ monthly_budget: '600', budget_alerts: { warning_threshold: 90, exceeded_action: 'notify' } });
  expect(await seen()).toMatchObject({ limit_usd: 600n * dollar, enforcement: 'soft', thresholds: [{ percent: 90 }, { percent: 100 }] });
  // What is changed on the budget itself is what the settings say.
  await change(first.budget_id ?? '', { limit_usd: '700' });
  expect((await read()).settings).toMatchObject({ monthly_budget: 700n * dollar, budget_alerts: { exceeded_action: 'notify' } });
  expect((await save({})).budget_id).toBeNull();
  expect((await seen()).state).toBe('archived');
});

test('[ORG-6] the cost center of a place is for those to name who may write cost centers', async () => {
  expect(await faultOf(save({ cost_center: 'CC-1' }))).toBe('forbidden');
  const settings = { team_id: teamIdOf(scene.company.searchId), cost_center: 'CC-1' };
  expect(await setTeamBilling.execute(scene.as(scene.company.admin), settings)).toMatchObject({ cost_center: 'CC-1' });
  // Whoever leaves it as it is may change the rest.
  expect(await save({ cost_center: 'CC-1', monthly_budget: '7' })).toMatchObject({ cost_center: 'CC-1', monthly_budget: 7n * dollar });
});

test('[COST-3] restrict makes a budget that goes on for what is essential, and another action takes that back', async () => {
  const essential = { key_ids: [toPublicId('key', newUuid())], non_essential_tags: ['environment=development'] };
  const alerts = { warning_threshold: 75, exceeded_action: 'restrict', essential } as const;
  const made = await save({ monthly_budget: '500', budget_alerts: alerts });
  const seen = () => getBudget.execute(scene.as(scene.company.lead), { budget_id: budgetIdOf(made.budget_id ?? '') });
  expect(await seen()).toMatchObject({
    enforcement: 'soft',
    thresholds: [
      { percent: 75, actions: ['notify'] },
      { percent: 100, actions: ['notify', 'restrict'], essential: { non_essential_tags: essential.non_essential_tags } },
    ],
  });
  expect((await read()).settings.budget_alerts).toMatchObject({ warning_threshold: 75, exceeded_action: 'restrict' });
  expect((await save({ monthly_budget: '500', budget_alerts: alerts })).version).toBe(made.version);
  await save({ monthly_budget: '500', budget_alerts: { warning_threshold: 75, exceeded_action: 'block' } });
  const blocking = await seen();
  expect(blocking).toMatchObject({ enforcement: 'hard', thresholds: [{ percent: 75 }, { percent: 100, actions: ['notify'] }] });
  expect(blocking.thresholds.some((threshold) => 'essential' in threshold)).toBe(false);
});

test('the same settings again change nothing; another version is refused; what does not act is refused', async () => {
  const settings = {
    monthly_budget: '5',
    reporting: { frequency: 'weekly', recipients: [scene.company.member.email], include_member_breakdown: true },
  };
  const { version } = await save(settings);
  expect((await save(settings)).version).toBe(version);
  expect(await faultOf(save({ monthly_budget: '6' }, 7))).toBe('precondition_failed');
  expect((await save({ monthly_budget: '6' }, version)).version).toBe(version + 1);
  const restrict = { budget_alerts: { warning_threshold: 80, exceeded_action: 'restrict' } };
  expect(await faultOf(save(restrict))).toBe('validation_failed /budget_alerts/essential');
  const essential = { non_essential_tags: ['environment=development'] };
  expect(await faultOf(save({ budget_alerts: { exceeded_action: 'notify', essential } }))).toBe(
    'validation_failed /budget_alerts/essential',
  );
  expect(await faultOf(save({ budget_alerts: { warning_threshold: 0, exceeded_action: 'notify' } }))).toBe(
    'validation_failed /budget_alerts/warning_threshold',
  );
  expect(await faultOf(setTenantBilling.execute(scene.as(scene.company.lead), { monthly_budget: '6' }))).toBe('forbidden');
  const entries = await scene.inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'team_billing.set')));
  expect(entries.map(({ resourceKind }) => resourceKind).sort()).toEqual([
    ...['billing_setting', 'billing_setting', 'budget', 'budget', 'report_schedule', 'report_schedule'],
  ]);
});

test('[REP-1] reporting is a scheduled report of the place, changed with the settings and gone with either', async () => {
  const { company } = scene;
  const reporting = (more: object = {}) => ({
    reporting: { frequency: 'weekly', recipients: [company.member.email], include_member_breakdown: false, ...more },
  });
  const schedules = async () => (await listSchedules.execute(scene.as(company.admin), {})).data;
  const first = await save(reporting());
  const [made, ...others] = await schedules();
  expect(others).toEqual([]);
  expect(made).toMatchObject({
    ...{ id: first.report_schedule_id, name: 'Costs of Search', kind: 'cost', frequency: 'weekly', status: 'active' },
    scope: { kind: 'team', name: 'Search' },
    recipients: [{ email: company.member.email, user_id: company.member.userId }],
  });
  expect(made?.sections).not.toContain('people');
  const second = await save(reporting({ frequency: 'monthly', include_member_breakdown: true }));
  expect(second.report_schedule_id).toBe(first.report_schedule_id);
  expect(await schedules()).toMatchObject([{ frequency: 'monthly', sections: expect.arrayContaining(['people']) }]);
  // Nobody sends further by billing than by reports.
  expect(await faultOf(save(reporting({ recipients: ['a@example.com'] })))).toBe('forbidden /reporting');
  expect(await faultOf(save(reporting({ recipients: [] })))).toBe('validation_failed /reporting/recipients');
  expect((await read()).settings.reporting).toMatchObject({ frequency: 'monthly' });
  await deleteSchedule.execute(scene.as(company.admin), { schedule_id: toPublicId('reportSchedule', made?.id ?? '') });
  expect((await read()).settings.reporting).toBeNull();
  await save(reporting());
  expect(await schedules()).toHaveLength(1);
  expect(await save({})).toMatchObject({ reporting: null, report_schedule_id: null });
  expect(await schedules()).toEqual([]);
});

test('[COST-6] the approval hierarchy is the rule for raises of budgets, for those alone who may change such rules', async () => {
  const { company } = scene;
  const asAdmin = (hierarchy: readonly object[]) =>
    setTeamBilling.execute(scene.as(company.admin), { ...search(), monthly_budget: '5', approval_hierarchy: hierarchy });
  const chain = [
    { role: 'team_lead', threshold: '500' },
    { role: 'tenant_admin', threshold: '2000' },
  ];
  const rules = async () => (await listRules.execute(scene.as(company.admin), {})).data.filter(({ kind }) => kind === 'budget_raise');
  expect(await faultOf(save({ monthly_budget: '5', approval_hierarchy: chain }))).toBe('forbidden /approval_hierarchy');
  expect(await rules()).toEqual([]);
  await asAdmin(chain);
  expect(await rules()).toMatchObject([
    {
      ...{ name: 'Search, budget raises', team_id: company.searchId, enabled: true },
      levels: [
        { role: 'team_lead', up_to_usd: 500n * dollar },
        { role: 'tenant_admin', up_to_usd: 2000n * dollar },
      ],
    },
  ]);
  await asAdmin(chain.slice(0, 1));
  expect((await rules()).map(({ levels }) => levels.length)).toEqual([1]);
  expect(await faultOf(asAdmin([chain[1] ?? {}, chain[0] ?? {}]))).toBe('validation_failed /approval_hierarchy/1/threshold');
  expect(await faultOf(asAdmin([{ role: 'nobody', threshold: '1' }]))).toBe('validation_failed /approval_hierarchy/0/role');
  await asAdmin([]);
  expect(await rules()).toEqual([]);
});

test('alerts stand while a threshold is reached, and keep who acknowledged them first', async () => {
  const { company } = scene;
  await postCalls(scene.database, callsBy({ teamId: company.searchId }, 4));
  await save({ monthly_budget: '5' });
  const [alert, ...more] = (await read()).budget_alerts.current_alerts;
  expect(more).toEqual([]);
  expect(alert).toMatchObject({ type: 'budget_warning', threshold: 80, current_value: 4n * dollar, acknowledged_by: null });
  expect(alert?.message).toBe('Search, monthly has reached 80%: $4.00 of $5.00 are spent.');
  expect(await faultOf(acknowledge({ alert_ids: ['none'] }))).toBe('not_found /alert_ids/0');
  const { acknowledged } = await acknowledge({ alert_ids: [alert?.id] });
  expect(acknowledged).toMatchObject([{ acknowledged_by: { user_id: company.lead.userId, name: 'lead', at: new Date(noon) } }]);
  await acknowledgeTeamAlerts.execute(scene.as(company.admin), { ...search(), action: 'acknowledge_alerts' });
  expect((await read()).budget_alerts.current_alerts[0]?.acknowledged_by?.name).toBe('lead');
  await postCalls(scene.database, [companyCall(company, { atMs: noon - 1000, by: { teamId: company.searchId }, costNanoUsd: dollar })]);
  expect(
    (await read()).budget_alerts.current_alerts.map(({ threshold, acknowledged_by }) => [threshold, acknowledged_by === null]),
  ).toEqual([
    [100, true],
    [80, false],
  ]);
});

test('opportunities are money that was paid for no answer, from the team’s own calls', async () => {
  const { company } = scene;
  expect((await read()).cost_optimization_opportunities).toEqual({ potential_savings: 0n, recommendations: [] });
  await postCalls(scene.database, [
    ...callsBy({ teamId: company.searchId }, 12, { status: 'failed', httpStatus: 502, errorCode: 'provider_error' }),
    ...callsBy({ teamId: company.fieldId }, 5, { status: 'cancelled' }),
    ...callsBy({ teamId: company.searchId }, 3),
  ]);
  const { potential_savings: savings, recommendations } = (await read()).cost_optimization_opportunities;
  expect(savings).toBe(12n * dollar);
  expect(recommendations).toMatchObject([{ category: 'failed_calls', priority: 'medium', estimated_monthly_savings: 12n * dollar }]);
});

test('[COST-9] the recommendations about a team are among its opportunities, and among those of all around it', async () => {
  const { company } = scene;
  const { tenantId, searchId, engineeringId } = company;
  const found = (kind: string, dollars: bigint, more: Partial<typeof recommendation.$inferInsert>) => ({
    ...{ tenantId, id: newUuid(), kind, fingerprint: kind, title: `About ${kind}`, summary: 'Do it.', risk: 'None.' },
    ...({ amountNanoUsd: dollars * dollar, lowNanoUsd: 0n, highNanoUsd: dollars * dollar, confidence: 'low', effort: 'low' } as const),
    ...{ evidence: [], plan: {}, foundAt: new Date(), seenAt: new Date() },
    ...more,
  });
  await scene.inside((tx) =>
    tx
      .insert(recommendation)
      .values([
        found('prompt_caching', 20n, { teamId: searchId, departmentId: engineeringId }),
        found('batch', 5n, { teamId: company.fieldId, departmentId: company.salesId }),
        found('switch_provider', 3n, {}),
        found('timing', 100n, { teamId: searchId, state: 'dismissed' }),
      ]),
  );
  const ofTeam = (await read()).cost_optimization_opportunities;
  expect(ofTeam).toMatchObject({
    potential_savings: 20n * dollar,
    recommendations: [
      { category: 'prompt_caching', priority: 'medium', implementation_effort: 'low', reason: 'About prompt_caching. Do it.' },
    ],
  });
  const [{ apply = '' } = { apply: '' }] = ofTeam.recommendations;
  expect(apply).toMatch(/^\/recommendations\?open=rec_/);
  const department = await getDepartmentBilling.execute(scene.as(company.admin), {
    department_id: toPublicId('department', engineeringId),
  });
  expect(department.cost_optimization_opportunities.potential_savings).toBe(20n * dollar);
  const whole = await getTenantBilling.execute(scene.as(company.admin), {});
  expect(whole.cost_optimization_opportunities.recommendations.map(({ category }) => category)).toEqual([
    'prompt_caching',
    'batch',
    'switch_provider',
  ]);
});

test('members see no billing, leads their own team’s, and budgets of others do not alert here', async () => {
  const { company } = scene;
  expect(await faultOf(read(company.member))).toBe('not_found');
  expect(await faultOf(getTeamBilling.execute(scene.as(company.lead), { team_id: teamIdOf(company.fieldId) }))).toBe('not_found');
  await create({ name: 'All', scope: 'tenant', limit_usd: '0' });
  expect((await read()).budget_alerts.current_alerts).toEqual([]);
  expect((await listBudgets.execute(scene.as(company.lead), {})).data).toEqual([]);
});
