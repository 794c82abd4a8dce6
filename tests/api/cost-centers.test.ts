import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEntry, configVersion } from '#db/schema/index.ts';
import { createBudget } from '#lib/budgets/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import {
  archiveAllocation,
  archiveCostCenter,
  createAllocation,
  createCostCenter,
  getCostCenter,
  listAllocations,
  listCostCenters,
  restoreCostCenter,
  updateAllocation,
  updateCostCenter,
} from '#lib/cost-centers/index.ts';
import { loadAttributions } from '#lib/gateway/snapshot/load-attributions.ts';
import type { Principal } from '#lib/gateway/snapshot/snapshot.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('cost-centers');
const idOf = (id: string) => toPublicId('costCenter', id);
let codes = 0;

const create = (more: object = {}, person: SamplePerson = scene.company.admin) => {
  codes += 1;
  return createCostCenter.execute(scene.as(person), { code: `${4700 + codes}`, name: `Center ${codes}`, ...more });
};
const split = (input: object) => createAllocation.execute(scene.as(scene.company.admin), input);
const teamSource = () => ({ source: 'team', team_id: toPublicId('team', scene.company.searchId) });
const as = () => scene.as(scene.company.admin);

/** Who bears a call of the team Search now, as gateways would have it. */
async function bearers(at = Date.now()) {
  const { tenantId, searchId: teamId, engineeringId: departmentId } = scene.company;
  const attributions = await scene.inside((tx) => loadAttributions(tx, tenantId));
  const principal: Principal = {
    ...{ tenantId, keyId: newUuid(), keyStatus: 'active', expiresAtMs: null, departmentId, teamId, userId: null },
    ...{ ownerActive: true, allowedModels: null },
  };
  return attributions?.of(principal, { project: undefined, environment: undefined }, at).costShares;
}

test('[ORG-6] cost centers are made, found, changed, and gateways told', async () => {
  const manager_id = toPublicId('user', scene.company.lead.userId);
  const parent = await create();
  const made = await create({ code: 'R-100', name: 'Research', parent_id: idOf(parent.id), manager_id });
  expect(made).toMatchObject({
    code: 'R-100',
    name: 'Research',
    parent_id: parent.id,
    manager_name: expect.any(String),
    budget: null,
    allocation_count: 0,
  });
  await createBudget.execute(as(), { name: 'Research', scope: 'cost_center', cost_center_id: idOf(made.id), limit_usd: '250.5' });
  const { data } = await listCostCenters.execute(as(), { search: 'r-1' });
  expect(data).toMatchObject([{ id: made.id, budget: { limit_usd: 250_500_000_000n, period: 'monthly' } }]);
  const versions = () => scene.inside((tx) => tx.select().from(configVersion).where(eq(configVersion.section, 'cost_centers')));
  const [before] = await versions();
  const changed = await updateCostCenter.execute(as(), { cost_center_id: idOf(made.id), name: 'Research and development' });
  expect(changed).toMatchObject({ name: 'Research and development', version: 2 });
  const [after] = await versions();
  expect(after?.version).toBe((before?.version ?? 0) + 1);
  const entries = await scene.inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'cost_center.update')));
  expect(entries).toMatchObject([{ resourceId: idOf(made.id) }]);
});

test('[ORG-6] what cannot be is refused with its pointer', async () => {
  const [outer, unused] = [await create(), await create()];
  const inner = await create({ parent_id: idOf(outer.id) });
  expect(await faultOf(create({ code: outer.code }))).toBe('conflict /code');
  expect(await faultOf(create({ parent_id: idOf(newUuid()) }))).toBe('not_found /parent_id');
  expect(await faultOf(create({ manager_id: toPublicId('user', newUuid()) }))).toBe('not_found /manager_id');
  const change = (id: string, input: object) => faultOf(updateCostCenter.execute(as(), { cost_center_id: idOf(id), ...input }));
  expect(await change(outer.id, { parent_id: idOf(inner.id) })).toBe('validation_failed /parent_id');
  expect(await change(outer.id, { parent_id: idOf(outer.id) })).toBe('validation_failed /parent_id');
  // Still in use: one lies below it, and a rule gives a share.
  const archive = (id: string) => archiveCostCenter.execute(as(), { cost_center_id: idOf(id) });
  expect(await faultOf(archive(outer.id))).toMatch(/^conflict/);
  const rule = await split({ ...teamSource(), shares: [{ cost_center_id: idOf(inner.id), percent: 100 }] });
  expect(await faultOf(archive(inner.id))).toMatch(/^conflict/);
  await archiveAllocation.execute(as(), { allocation_id: toPublicId('costAllocation', rule.id) });
  expect((await archive(inner.id)).archived_at).not.toBeNull();
  expect(await change(inner.id, { name: 'x' })).toMatch(/^conflict/);
  expect(await faultOf(create({ code: inner.code }))).toBe('success');
  expect(await faultOf(restoreCostCenter.execute(as(), { cost_center_id: idOf(inner.id) }))).toBe('conflict /code');
  expect((await archive(unused.id)).archived_at).not.toBeNull();
  expect((await restoreCostCenter.execute(as(), { cost_center_id: idOf(unused.id) })).archived_at).toBeNull();
});

test('[ORG-6] rules split by percentages that sum to 100, at one time one rule for one source, and gateways follow', async () => {
  const centers = [await create(), await create(), await create()];
  const thirds = centers.map(({ id }, place) => ({ cost_center_id: idOf(id), percent: place === 0 ? 33.3334 : 33.3333 }));
  const refused = (shares: readonly object[]) => faultOf(split({ ...teamSource(), shares }));
  expect(await refused(thirds.slice(1))).toBe('validation_failed /shares');
  expect(await refused([...thirds.slice(0, 2), { ...thirds[2], percent: 33.33331 }])).toMatch(/^validation_failed \/shares/);
  expect(
    await refused([
      { ...thirds[0], percent: 50 },
      { ...thirds[0], percent: 50 },
    ]),
  ).toBe('validation_failed /shares/1/cost_center_id');
  expect(await refused([{ cost_center_id: idOf(newUuid()), percent: 100 }])).toBe('not_found /shares/0/cost_center_id');
  expect(await faultOf(split({ source: 'key', shares: thirds }))).toBe('validation_failed /key_id');
  const [from, until] = [new Date(Date.now() - 1000), new Date(Date.now() + 3_600_000)];
  const rule = await split({ ...teamSource(), shares: thirds, valid_from: from.toISOString(), valid_until: until.toISOString() });
  expect(rule).toMatchObject({ source: 'team', source_name: 'Search', team_id: scene.company.searchId });
  expect(rule.shares.reduce((sum, { percent }) => sum + Math.round(percent * 10_000), 0)).toBe(1_000_000);
  expect((await bearers())?.map(({ partsPerMillion }) => partsPerMillion).sort()).toEqual([333_333, 333_333, 333_334]);
  expect(await bearers(until.getTime())).toBeUndefined();
  // Another one may begin where it ends, and not before.
  const next = { ...teamSource(), shares: [{ ...thirds[0], percent: 100 }] };
  expect(await faultOf(split(next))).toBe('conflict /valid_from');
  expect(await faultOf(split({ ...next, valid_from: until.toISOString(), valid_until: from.toISOString() }))).toBe(
    'validation_failed /valid_until',
  );
  const second = await split({ ...next, valid_from: until.toISOString() });
  expect(await bearers(until.getTime())).toEqual([{ costCenterId: centers[0]?.id, partsPerMillion: 1_000_000 }]);
  const id = toPublicId('costAllocation', rule.id);
  expect(await faultOf(updateAllocation.execute(as(), { allocation_id: id, valid_until: null }))).toBe('conflict /valid_from');
  const changed = await updateAllocation.execute(as(), { allocation_id: id, shares: [{ ...thirds[1], percent: 100 }] });
  expect(changed).toMatchObject({ version: 2, shares: [{ cost_center_id: centers[1]?.id, percent: 100, code: centers[1]?.code }] });
  expect(await bearers()).toEqual([{ costCenterId: centers[1]?.id, partsPerMillion: 1_000_000 }]);
  const { data } = await listAllocations.execute(as(), { cost_center_id: idOf(centers[0]?.id ?? '') });
  expect(data.map((one) => one.id)).toEqual([second.id]);
  expect(await getCostCenter.execute(as(), { cost_center_id: idOf(centers[0]?.id ?? '') })).toMatchObject({ allocation_count: 1 });
});

test('[ORG-6] people without the permission see and change none of it', async () => {
  const { id } = await create();
  for (const person of [scene.company.member, scene.company.lead]) {
    expect(await faultOf(listCostCenters.execute(scene.as(person), {}))).toMatch(/^forbidden/);
    expect(await faultOf(getCostCenter.execute(scene.as(person), { cost_center_id: idOf(id) }))).toMatch(/^not_found/);
    expect(await faultOf(create({}, person))).toMatch(/^forbidden/);
  }
});
