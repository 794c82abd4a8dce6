import { describe, expect, test } from 'vitest';
import { adjustment, costAllocation, costCenter, project, team } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { createBudget } from '#lib/budgets/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { bookAdjustment, listAdjustments } from '#lib/ledger/index.ts';
import {
  issueDueStatements,
  issueStatement,
  listStatements,
  previewStatement,
  readChargeback,
  setStatementSettings,
} from '#lib/statements/index.ts';
import { reconcileUsage } from '#lib/usage/reconcile.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { dayMs, novemberMs, octoberMs, statedScene } from '#tests/support/stated-scene.ts';

const scene = statedScene();
const day = '2026-10-15';
const inOctober = new Date(octoberMs + 10 * dayMs).toISOString();
const sumOf = (rows: readonly { amount_usd: bigint }[]): bigint => rows.reduce((sum, { amount_usd: amount }) => sum + amount, 0n);
const teamId = () => toPublicId('team', scene.company.searchId);
const book = (input: object) => bookAdjustment.execute(scene.admin(), { reason: 'Outage', applies_at: inOctober, ...input });
const preview = (input: object = {}) => previewStatement.execute(scene.admin(), { day, ...input });
const toldIn = async (input: object = {}) => (await preview(input)).adjustments_usd;

/** Two cost centers that bear what the team Search uses, a third and two thirds; and a project with a center of its own. */
async function centers() {
  const { tenantId, searchId } = scene.company;
  const [one = '', other = '', own = ''] = [newUuid(), newUuid(), newUuid()].sort();
  const projectId = newUuid();
  await inTenant(scene.database.databases.app, tenantId, async (tx) => {
    await tx.insert(costCenter).values([
      { tenantId, id: one, code: 'CC-1', name: 'Research' },
      { tenantId, id: other, code: 'CC-2', name: 'Sales' },
      { tenantId, id: own, code: 'CC-3', name: 'Assistant' },
    ]);
    await tx.insert(project).values({ tenantId, id: projectId, slug: 'assistant', name: 'Assistant', costCenterId: own });
    await tx.insert(costAllocation).values({
      ...{ tenantId, id: newUuid(), sourceKind: 'team', sourceId: searchId, validFromAt: new Date(0) },
      shares: [
        { costCenterId: one, partsPerMillion: 333_333 },
        { costCenterId: other, partsPerMillion: 666_667 },
      ],
    });
  });
  const ofCenter = (id: string) => ({ scope: 'cost_center', cost_center_id: toPublicId('costCenter', id) });
  return { one, other, own, projectId, ofCenter };
}

describe('[COST-7] credits and adjustments', () => {
  test('stand in the statements of whom they are about, and of all around them, once', async () => {
    const { searchId, engineeringId, tenantId } = scene.company;
    const below = newUuid();
    await inTenant(scene.database.databases.app, tenantId, (tx) =>
      tx.insert(team).values({ tenantId, id: below, name: 'Ranking', parentId: searchId, departmentId: engineeringId }),
    );
    await book({ kind: 'credit', amount_usd: '0.000005', team_id: teamId() });
    const later = new Date(octoberMs + 11 * dayMs).toISOString();
    await book({ kind: 'adjust', amount_usd: '0.000000042', team_id: toPublicId('team', below), reason: 'Licence', applies_at: later });
    await book({ kind: 'adjust', amount_usd: '0.000001', department_id: toPublicId('department', engineeringId) });
    await book({ kind: 'credit', amount_usd: '0.000000007' });
    const ofTeam = { scope: 'team', team_id: teamId() };
    const ofDepartment = { scope: 'department', department_id: toPublicId('department', engineeringId) };
    expect(await toldIn(ofTeam)).toBe(-4_958n);
    expect(await toldIn({ scope: 'team', team_id: toPublicId('team', below) })).toBe(42n);
    expect(await toldIn(ofDepartment)).toBe(-3_958n);
    expect(await toldIn({ scope: 'department', department_id: toPublicId('department', scene.company.salesId) })).toBe(0n);
    expect(await toldIn()).toBe(-3_965n);
    const stated = await issueStatement.execute(scene.admin(), { day, ...ofTeam });
    expect(stated.lines.map(({ kind, description, team_name, amount_usd }) => [kind, description, team_name, amount_usd])).toEqual([
      ['adjustment', 'Credit: Outage', 'Search', -5_000n],
      ['adjustment', 'Adjustment: Licence', 'Ranking', 42n],
    ]);
    expect(stated).toMatchObject({ usage_usd: 0n, adjustments_usd: -4_958n, total_usd: -4_958n });
    scene.nowMs = Date.UTC(2026, 11, 5);
    expect((await issueStatement.execute(scene.admin(), { day: '2026-11-15', ...ofTeam })).adjustments_usd).toBe(0n);
    expect((await preview({ day: '2026-11-15', ...ofDepartment })).adjustments_usd).toBe(-3_958n);
  });

  test('wait for the statement of their time, and the next one has what was booked late', async () => {
    await book({ kind: 'credit', amount_usd: '1', applies_at: new Date(novemberMs + dayMs).toISOString() });
    expect((await issueStatement.execute(scene.admin(), { day })).adjustments_usd).toBe(0n);
    await book({ kind: 'credit', amount_usd: '2' });
    scene.nowMs = Date.UTC(2026, 11, 5);
    expect((await issueStatement.execute(scene.admin(), { day: '2026-11-15' })).adjustments_usd).toBe(-3_000_000_000n);
  });

  test('[ORG-6] are borne by the cost centers that would bear a call, split to the last nano-dollar', async () => {
    const { one, other, own, projectId, ofCenter } = await centers();
    await setStatementSettings.execute(scene.admin(), { default_cost_center: 'CC-0' });
    const split = await book({ kind: 'adjust', amount_usd: '0.000001', team_id: teamId() });
    expect(split).toMatchObject({ cost_center: 'CC-1=33.3333%;CC-2=66.6667%' });
    const ofProject = await book({ kind: 'credit', amount_usd: '0.00000001', project_id: toPublicId('project', projectId) });
    expect(ofProject).toMatchObject({ scope: 'project', scope_name: 'Assistant', cost_center: 'CC-3' });
    const ofOne = await book({ kind: 'adjust', amount_usd: '0.0000005', cost_center_id: toPublicId('costCenter', one) });
    expect(ofOne).toMatchObject({ scope: 'cost_center', scope_id: toPublicId('costCenter', one), scope_name: 'CC-1 Research' });
    await book({ kind: 'adjust', amount_usd: '0.000000003' });
    expect((await listAdjustments.execute(scene.admin(), {})).data).toHaveLength(4);
    expect(await toldIn(ofCenter(one))).toBe(333n + 500n);
    expect(await toldIn(ofCenter(other))).toBe(667n);
    expect(await toldIn(ofCenter(own))).toBe(-10n);
    expect(await toldIn({ scope: 'project', project_id: toPublicId('project', projectId) })).toBe(-10n);
    const whole = await issueStatement.execute(scene.admin(), { day });
    expect(whole.allocations.map(({ cost_center, amount_usd }) => [cost_center, amount_usd])).toEqual([
      ['CC-0', 3n],
      ['CC-1', 833n],
      ['CC-2', 667n],
      ['CC-3', -10n],
    ]);
    expect(sumOf(whole.allocations)).toBe(whole.total_usd);
    const { data, total_usd } = await readChargeback.execute(scene.admin(), { day });
    expect(total_usd).toBe(whole.total_usd);
    for (const row of data) expect(sumOf(row.teams)).toBe(row.amount_usd);
    expect((await readChargeback.execute(scene.admin(), { day: '2026-09-15' })).total_usd).toBe(0n);
    // A later rule moves no booked money.
    await scene.database.superuser`update cost_allocation set archived_at = now() where tenant_id = ${scene.company.tenantId}`;
    expect(await toldIn(ofCenter(other))).toBe(667n);
  });

  test('[ORG-6] charge the budget of a cost center its share, those of the project and the team the whole', async () => {
    const { one, projectId } = await centers();
    const { tenantId } = scene.company;
    const budget = (input: { readonly scope: string; readonly [field: string]: string }) =>
      createBudget.execute(scene.admin(), { name: String(input.scope), limit_usd: '100', period: 'daily', time_zone: 'UTC', ...input });
    const center = await budget({ scope: 'cost_center', cost_center_id: toPublicId('costCenter', one) });
    const ofTeam = await budget({ scope: 'team', team_id: teamId() });
    const ofProject = await budget({ scope: 'project', project_id: toPublicId('project', projectId) });
    await book({ kind: 'adjust', amount_usd: '1', team_id: teamId(), applies_at: undefined });
    await book({ kind: 'credit', amount_usd: '3', project_id: toPublicId('project', projectId), applies_at: undefined });
    const spent = await scene.database.superuser<{ id: string; spent: bigint }[]>`
      select budget_id as id, spent_nano_usd as spent from budget_period where tenant_id = ${tenantId}`;
    const of = (id: string) => spent.find((row) => row.id === id)?.spent;
    expect([of(center.id), of(ofTeam.id), of(ofProject.id)]).toEqual([333_333_000n, 1_000_000_000n, -3_000_000_000n]);
    const range = { from: new Date(octoberMs), to: new Date(scene.nowMs + dayMs) };
    expect(await reconcileUsage(scene.database.superuser, tenantId, range)).toEqual([]);
  });

  test('make a statement by themselves at the end of a month, beside nothing used', async () => {
    await setStatementSettings.execute(scene.admin(), { automatic: ['team'] });
    await book({ kind: 'credit', amount_usd: '5', team_id: teamId() });
    await postCalls(scene.database, [
      companyCall(scene.company, { atMs: octoberMs + dayMs, costNanoUsd: 9n, by: { teamId: scene.company.fieldId } }),
    ]);
    const run = () =>
      issueDueStatements(scene.database.databases, {
        now: new Date(scene.nowMs),
        logger: silentLogger,
        signal: new AbortController().signal,
      });
    await run();
    await run();
    const { data } = await listStatements.execute(scene.admin(), { sort: 'number' });
    expect(data.map(({ scope, total_usd }) => [scope.name, total_usd]).sort()).toEqual([
      ['Field', 9n],
      ['Search', -5_000_000_000n],
    ]);
  });

  test('that were booked before bearers were kept stand in the statements of the place they name', async () => {
    const { tenantId, searchId, admin } = scene.company;
    const booked = await book({ kind: 'credit', amount_usd: '1', team_id: teamId() });
    await scene.database.superuser`update adjustment set cost_shares = null where id = ${booked.id}`;
    expect(await toldIn({ scope: 'team', team_id: teamId() })).toBe(-1_000_000_000n);
    // What is about one budget alone is nobody's.
    const id = newUuid();
    await inTenant(scene.database.databases.app, tenantId, (tx) =>
      tx.insert(adjustment).values({
        ...{ tenantId, id, kind: 'credit', amountNanoUsd: -5n, reason: 'Budget', scopeKind: 'budget', scopeId: newUuid() },
        ...{ teamId: searchId, appliesAt: new Date(inOctober), createdBy: admin.userId },
      }),
    );
    expect(await toldIn()).toBe(-1_000_000_000n);
  });
});
