import { expect, test } from 'vitest';
import { costCenter, environment, project } from '#db/schema/index.ts';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { loadBudgets } from '#lib/budgets/engine/load-budgets.ts';
import { PostgresLeaseStore } from '#lib/budgets/engine/postgres-lease-store.ts';
import { getBudget, listBudgets } from '#lib/budgets/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { shareOf, sortShares } from '#lib/cost-centers/split-amount.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { reconcileUsage } from '#lib/usage/reconcile.ts';
import type { Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import { budgetIdOf, budgetScene, dollar, hourMs, noon } from '#tests/support/budget-scene.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';

const { scene, create, callsBy } = budgetScene('work-budgets');

/** A project of the team Search with an environment, and three cost centers. */
async function work() {
  const { tenantId, searchId } = scene.company;
  const ids = { projectId: newUuid(), environmentId: newUuid(), centers: [newUuid(), newUuid(), newUuid()] };
  const code = ids.projectId.slice(-6);
  await scene.inside(async (tx) => {
    await tx.insert(project).values({ tenantId, id: ids.projectId, slug: `shop-${code}`, name: 'Shop', teamId: searchId });
    await tx.insert(environment).values({
      ...{ tenantId, id: ids.environmentId, projectId: ids.projectId, slug: 'production', name: 'Production', kind: 'production' },
    });
    await tx
      .insert(costCenter)
      .values(ids.centers.map((id, place) => ({ tenantId, id, code: `${code}-${place}`, name: `Center ${place}` })));
  });
  const shares = sortShares(ids.centers.map((costCenterId, place) => ({ costCenterId, partsPerMillion: place === 0 ? 333_334 : 333_333 })));
  return { ...ids, shares };
}

const forIt = (scope: 'project' | 'environment' | 'cost_center', id: string, more: object = {}) => ({
  ...{ name: `${scope} ${id}`, scope, [`${scope}_id`]: toPublicId(scope === 'cost_center' ? 'costCenter' : scope, id) },
  ...{ limit_usd: '100', period: 'daily', time_zone: 'UTC', ...more },
});

test('[COST-3] a budget of a project, an environment or a cost center starts with what that has spent, to the nano-dollar', async () => {
  const { projectId, environmentId, centers, shares } = await work();
  const [first = ''] = centers;
  const whole = [{ costCenterId: first, partsPerMillion: 1_000_000 }];
  const odd = Array.from({ length: 7 }, (_, index) =>
    companyCall(scene.company, {
      atMs: noon - hourMs - index * 1000,
      by: { projectId, costShares: shares },
      costNanoUsd: BigInt(10 ** 6 + index),
    }),
  );
  const events = [
    ...odd,
    ...callsBy({ projectId, environmentId }, 2),
    ...callsBy({ costShares: whole }, 3),
    ...callsBy({ teamId: scene.company.searchId }, 1),
  ];
  await postCalls(scene.database, events);
  const sumOfOdd = odd.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n);
  const ofCenter = (id: string) =>
    events.reduce((sum, { attribution, costNanoUsd }) => sum + shareOf(costNanoUsd, attribution.costShares ?? [], id), 0n);
  const ofProject = await create(forIt('project', projectId));
  expect(ofProject).toMatchObject({
    scope: { kind: 'project', project_id: projectId, name: 'Shop' },
    current: { spent_usd: 2n * dollar + sumOfOdd },
  });
  const ofEnvironment = await create(forIt('environment', environmentId, { parent_id: budgetIdOf(ofProject.id), limit_usd: '10' }));
  expect(ofEnvironment).toMatchObject({ scope: { name: 'Shop Production' }, current: { spent_usd: 2n * dollar } });
  let total = 0n;
  for (const id of centers) {
    const made = await create(forIt('cost_center', id));
    expect(made.current?.spent_usd).toBe(ofCenter(id));
    total += made.current?.spent_usd ?? 0n;
    const { data } = await listBudgets.execute(scene.as(scene.company.admin), { cost_center_id: toPublicId('costCenter', id) });
    expect(data).toMatchObject([{ id: made.id, current: { spent_usd: ofCenter(id) } }]);
  }
  expect(total).toBe(sumOfOdd + 3n * dollar);
});

test('[COST-3] [COST-4] calls charge them in the database as the process held them: a cost center its share, also where a call is presumed and corrected', async () => {
  const { projectId, environmentId, centers, shares } = await work();
  const made = await Promise.all([
    create(forIt('project', projectId)),
    create(forIt('environment', environmentId)),
    ...centers.map((id) => create(forIt('cost_center', id))),
  ]);
  const { tenantId } = scene.company;
  const { databases, superuser } = scene.database;
  const keeper = new LeaseKeeper({
    store: new PostgresLeaseStore(databases.ingest.$client, newUuid()),
    ...{ mode: 'leased', clock: { now: () => noon }, logger: silentLogger },
  });
  const poster = new EventPoster(databases.ingest.$client);
  const attribution = { ...companyCall(scene.company, { atMs: noon }).attribution, projectId, environmentId, costShares: shares };
  const loaded = await scene.inside((tx) => loadBudgets(tx, tenantId));
  const applicable = loaded?.applicable(attribution, 'sandbox', 'sandbox-small', null) ?? [];
  expect(new Set(applicable.map(({ budgetId }) => budgetId))).toEqual(new Set(made.map(({ id }) => id)));
  const spent = new Map<string, bigint>();
  for (const [index, ending] of (['settled', 'presumed', 'corrected'] as const).entries()) {
    const charge = keeper.admit(shares);
    await keeper.reserve(charge, applicable, 50_000_003n);
    const call = companyCall(scene.company, { atMs: noon - index, by: attribution });
    const hold: Hold = { ...call, boundNanoUsd: 50_000_003n, boundKind: 'exact', parts: charge.holdParts() };
    const cost = ending === 'presumed' ? 50_000_003n : 20_000_000n + BigInt(index);
    const settled: UsageEvent = { ...call, costNanoUsd: cost, parts: keeper.settle(charge, cost, applicable) };
    if (ending !== 'settled') await poster.post([interruptedEvent(hold)]);
    if (ending !== 'presumed') await poster.post([settled]);
    for (const { id, scope } of made) {
      const own = scope.cost_center_id === null ? cost : shareOf(cost, shares, scope.cost_center_id);
      spent.set(id, (spent.get(id) ?? 0n) + own);
    }
  }
  for (const { id } of made) {
    const now = await getBudget.execute(scene.as(scene.company.admin), { budget_id: budgetIdOf(id) });
    expect(now.current?.spent_usd).toBe(spent.get(id));
  }
  const range = { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 86_400_000) };
  expect(await reconcileUsage(superuser, tenantId, range)).toEqual([]);
});

test('[COST-3] what is archived, another tenant’s or not within its parent is refused with its pointer', async () => {
  const { projectId, environmentId, centers } = await work();
  await scene.inside((tx) => tx.update(environment).set({ archivedAt: new Date() }));
  const refused = (input: object) => faultOf(create(input));
  expect(await refused(forIt('environment', environmentId))).toBe('validation_failed /environment_id');
  for (const scope of ['project', 'environment', 'cost_center'] as const)
    expect(await refused(forIt(scope, newUuid()))).toMatch(/^not_found/);
  const parent = await create(forIt('cost_center', centers[0] ?? ''));
  expect(await refused(forIt('project', projectId, { parent_id: budgetIdOf(parent.id) }))).toBe('validation_failed /parent_id');
  // A lead has those of the team's projects, and none of cost centers.
  expect((await create(forIt('project', projectId), scene.company.lead)).scope.project_id).toBe(projectId);
  expect(await faultOf(create(forIt('cost_center', centers[1] ?? ''), scene.company.lead))).toMatch(/^not_found/);
});
