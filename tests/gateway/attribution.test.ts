import { afterEach, describe, expect, test } from 'vitest';
import type { BudgetInForce } from '#lib/budgets/engine/budget-in-force.ts';
import { TenantBudgets } from '#lib/budgets/engine/tenant-budgets.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import type { AllocationRule } from '#lib/cost-centers/choose-shares.ts';
import { sortShares } from '#lib/cost-centers/split-amount.ts';
import { Attributions } from '#lib/gateway/attribution/attributions.ts';
import type { EnvironmentInForce, ProjectInForce } from '#lib/gateway/attribution/work-finder.ts';
import type { Principal, TenantSnapshot } from '#lib/gateway/snapshot/snapshot.ts';
import { chatBody, errorOf, openScene, post, type Scene } from './support/call.ts';
import { chatCompletion } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';

const [teamId, innerId, otherTeamId, departmentId, userId, otherUserId] = Array.from({ length: 6 }, () => newUuid());
const centers = [newUuid(), newUuid(), newUuid()].sort();
const thirds = sortShares(centers.map((costCenterId, place) => ({ costCenterId, partsPerMillion: place === 0 ? 333_334 : 333_333 })));

const project = (slug: string, more: Partial<ProjectInForce> = {}): ProjectInForce => ({
  ...{ projectId: newUuid(), slug, name: slug, status: 'active', visibility: 'team', departmentId: null, allowedDomains: [] },
  ...{ addresses: null, teamId: teamId ?? null, people: new Set<string>() },
  ...more,
});
const shop = project('shop');
const projects = [
  shop,
  project('open', { visibility: 'public', teamId: null }),
  project('secret', { visibility: 'private', people: new Set([userId ?? '']) }),
  project('theirs', { teamId: otherTeamId ?? null }),
  project('asleep', { status: 'paused' }),
  project('done', { status: 'completed' }),
  project('partners', { visibility: 'public', allowedDomains: ['partner.example'] }),
  project('department', { teamId: null, departmentId: departmentId ?? null }),
];
const environments: readonly EnvironmentInForce[] = [
  { environmentId: newUuid(), projectId: shop.projectId, slug: 'production', name: 'Production', status: 'active', models: null },
  { environmentId: newUuid(), projectId: shop.projectId, slug: 'staging', name: 'Staging', status: 'paused', models: null },
  {
    environmentId: newUuid(),
    projectId: projects[1]?.projectId ?? '',
    slug: 'production',
    name: 'Production',
    status: 'active',
    models: null,
  },
];
const place = (id: string | undefined, parentId: string | undefined = undefined) => ({
  id: id ?? '',
  parentId: parentId ?? null,
  departmentId: null,
});
const teams = [place(teamId), place(innerId, teamId), place(otherTeamId)];
const rules: readonly AllocationRule[] = [
  { sourceKind: 'project', sourceId: shop.projectId, shares: thirds, validFromMs: 0, validUntilMs: null },
];
const attributions = (over: Partial<ConstructorParameters<typeof Attributions>[1]> = {}) =>
  new Attributions({ projects, environments }, { rules, teams, departments: [place(departmentId)], centers: new Map(), ...over });

let scene: Scene | undefined;

afterEach(async () => {
  await scene?.stop();
  scene = undefined;
});

async function open(principal: Partial<Principal> = {}, tenant: Partial<TenantSnapshot> = {}, limits: Record<string, bigint> = {}) {
  const opened = await openScene({ budgetLimits: limits });
  scene = opened;
  opened.provider.script = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(chatCompletion());
  };
  const { snapshot, recorder } = opened.gateway;
  snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, attributions: attributions(), ...tenant });
  const key = snapshot.addKey({ tenantId, keyId: newUuid(), teamId: teamId ?? null, ...principal });
  const call = async (work: { project?: string; environment?: string } = {}) => {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(work.project === undefined ? {} : { 'x-tollgate-project': work.project }),
      ...(work.environment === undefined ? {} : { 'x-tollgate-environment': work.environment }),
    };
    const response = await post(opened.gateway, { headers, body: chatBody({ max_tokens: 100 }) });
    const error = response.status === 200 ? null : await errorOf(response);
    return { status: response.status, code: error?.code ?? null, message: String(error?.message ?? ''), event: recorder.events.at(-1) };
  };
  return { ...opened, call };
}

const [production, staging] = environments;

describe('[COST-2] [ORG-4] [ORG-5] what a call is for', () => {
  test('is what its headers name, by slug or id; hold and event carry it with who bears it', async () => {
    const { call, gateway } = await open();
    for (const name of ['shop', toPublicId('project', shop.projectId)]) {
      for (const environment of ['production', toPublicId('environment', production?.environmentId ?? '')]) {
        const { status, event } = await call({ project: name, environment });
        expect(status).toBe(200);
        const expected = { projectId: shop.projectId, environmentId: production?.environmentId, costShares: thirds };
        expect(event?.attribution).toMatchObject(expected);
        expect(gateway.recorder.holds.at(-1)?.attribution).toMatchObject(expected);
        expect(event?.tags).toMatchObject({ project: name, environment });
      }
    }
    const { event } = await call({ environment: toPublicId('environment', production?.environmentId ?? '') });
    expect(event?.attribution).toMatchObject({ projectId: shop.projectId, environmentId: production?.environmentId });
  });

  test('is nothing where nothing is named, and headers stay tags where there are no projects', async () => {
    const { call, gateway } = await open();
    expect((await call()).event?.attribution).not.toHaveProperty('projectId');
    const empty = new Attributions({ projects: [], environments: [] }, { rules: [], teams: [], departments: [], centers: new Map() });
    for (const none of [empty, null]) {
      gateway.snapshot.addTenant({ ...gateway.snapshot.tenant(tenantId), tenantId, attributions: none });
      const { status, event } = await call({ project: 'anything', environment: 'prod' });
      expect(status).toBe(200);
      expect(event?.attribution).not.toHaveProperty('projectId');
      expect(event?.tags).toEqual({ project: 'anything', environment: 'prod' });
    }
  });

  test('is refused where the key may not use it, in the same words as what is not there, and recorded once', async () => {
    const { call, gateway, provider } = await open();
    const unknown = await call({ project: 'no-such-project' });
    expect(unknown).toMatchObject({ status: 400, code: 'invalid_request' });
    for (const name of [
      'theirs',
      'secret',
      'department',
      toPublicId('project', projects[3]?.projectId ?? ''),
      toPublicId('project', newUuid()),
      '__proto__',
      '',
    ]) {
      expect(await call({ project: name })).toMatchObject({ status: 400, code: 'invalid_request', message: unknown.message });
    }
    expect(await call({ project: 'shop', environment: 'no-such' })).toMatchObject({ status: 400, code: 'invalid_request' });
    // An environment of another project, by its id.
    const foreign = toPublicId('environment', environments[2]?.environmentId ?? '');
    expect(await call({ project: 'shop', environment: foreign })).toMatchObject({ status: 400 });
    expect(await call({ environment: 'production' })).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(gateway.recorder.events.every(({ status, costNanoUsd }) => status === 'refused' && costNanoUsd === 0n)).toBe(true);
    expect(gateway.recorder.holds).toEqual([]);
    expect(provider.seen).toEqual([]);
  });

  test('takes no calls while it is paused or completed', async () => {
    const { call } = await open();
    for (const name of ['asleep', 'done']) expect(await call({ project: name })).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await call({ project: 'shop', environment: 'staging' })).toMatchObject({ status: 403, code: 'forbidden' });
  });

  test.each<[string, Partial<Principal>, readonly string[]]>([
    ['a team nested in its own', { teamId: innerId ?? null }, ['shop', 'open']],
    ['another team', { teamId: otherTeamId ?? null }, ['theirs', 'open']],
    ['no team', { teamId: null }, ['open']],
    ['its owner', { teamId: null, userId: userId ?? null }, ['secret', 'open']],
    ['somebody else', { teamId: null, userId: otherUserId ?? null }, ['open']],
    ['its department', { teamId: null, departmentId: departmentId ?? null }, ['department', 'open']],
    ['a person of an allowed domain', { teamId: null, userId: otherUserId ?? null, emailDomain: 'partner.example' }, ['open', 'partners']],
    ['a program, which has no address', { teamId: null }, ['open', 'partners']],
  ])('a key of %s', async (_title, principal, allowed) => {
    const { call } = await open(principal);
    for (const { slug, status } of projects) {
      if (status !== 'active' || (slug === 'partners' && principal.userId === undefined)) continue;
      expect([slug, (await call({ project: slug })).status]).toEqual([slug, allowed.includes(slug) ? 200 : 400]);
    }
  });

  test('is what the key is bound to; another one is refused, the same one may be named', async () => {
    const { call } = await open({ teamId: null, projectId: shop.projectId, environmentId: production?.environmentId ?? '' });
    const bound = { projectId: shop.projectId, environmentId: production?.environmentId };
    expect((await call()).event?.attribution).toMatchObject(bound);
    expect((await call({ project: 'shop', environment: 'production' })).event?.attribution).toMatchObject(bound);
    expect(await call({ project: 'open' })).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await call({ project: 'no-such-project' })).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await call({ environment: 'staging' })).toMatchObject({ status: 403, code: 'forbidden' });
  });

  test('a key bound to what is archived or paused calls nothing', async () => {
    expect(await (await open({ projectId: newUuid() })).call()).toMatchObject({ status: 403, code: 'forbidden' });
    await scene?.stop();
    expect(await (await open({ projectId: shop.projectId, environmentId: staging?.environmentId ?? '' })).call()).toMatchObject({
      status: 403,
    });
  });

  test('[ORG-6] who bears a call changes when a rule begins, without a change of the configuration', () => {
    const [first, second] = centers.map((costCenterId) => [{ costCenterId, partsPerMillion: 1_000_000 }]);
    const ofKey = { sourceKind: 'team' as const, sourceId: teamId ?? '' };
    const known = attributions({
      rules: [
        { ...ofKey, shares: first ?? [], validFromMs: 0, validUntilMs: 1000 },
        { ...ofKey, shares: second ?? [], validFromMs: 1000, validUntilMs: null },
      ],
    });
    const principal: Principal = {
      ...{ tenantId, keyId: newUuid(), keyStatus: 'active', expiresAtMs: null, departmentId: null, teamId: teamId ?? null },
      ...{ userId: null, ownerActive: true, allowedModels: null },
    };
    const at = (ms: number) => known.of(principal, { project: undefined, environment: undefined }, ms);
    expect(at(5).costShares).toEqual(first);
    expect(at(999)).toBe(at(5));
    expect(at(1000).costShares).toEqual(second);
    expect(at(2000)).toBe(at(1000));
  });
});

describe('[COST-3] budgets of projects, environments and cost centers', () => {
  const rule: BudgetInForce['rule'] = {
    ...{ periodKind: 'monthly', timeZone: 'UTC', weekStart: 1, fiscalMonth: 1, fiscalDay: 1, fixedStartMs: null, fixedEndMs: null },
  };
  const budget = (name: string, more: Partial<BudgetInForce> = {}): BudgetInForce => ({
    ...{ tenantId, budgetId: newUuid(), name, enforcement: 'hard', onOverrun: 'finish', fitOutput: false, rule },
    ...{ effectiveFromMs: null, effectiveUntilMs: null, owner: null, acting: null },
    ...more,
  });
  const scoped = (scopeKind: 'project' | 'environment' | 'cost_center', scopeValue: string, one: BudgetInForce) => ({
    ...{ budget: one, scopeKind, scopeValue, memberIds: [] },
  });

  test('hold what a call of theirs may cost; a cost center holds the whole and pays its share, and the shares sum to the cost', async () => {
    const ofProject = budget('project');
    const ofEnvironment = budget('environment');
    const ofCenters = centers.map((costCenterId) => budget(costCenterId, { costCenterId }));
    const other = budget('another project');
    const budgets = new TenantBudgets([
      scoped('project', shop.projectId, ofProject),
      scoped('environment', production?.environmentId ?? '', ofEnvironment),
      scoped('project', newUuid(), other),
      ...ofCenters.map((one) => scoped('cost_center', one.name, one)),
    ]);
    const all = [ofProject, ofEnvironment, ...ofCenters];
    const limits = Object.fromEntries(all.map(({ budgetId }) => [budgetId, 10_000_000_000n]));
    const { call, gateway } = await open({}, { budgets }, limits);
    const { event } = await call({ project: 'shop', environment: 'production' });
    const hold = gateway.recorder.holds.at(-1);
    expect(new Set(hold?.parts.map(({ budgetId }) => budgetId))).toEqual(new Set(all.map(({ budgetId }) => budgetId)));
    expect(hold?.parts.every(({ amountNanoUsd }) => amountNanoUsd === hold.boundNanoUsd)).toBe(true);
    const paid = new Map(event?.parts?.map(({ budgetId, costNanoUsd }) => [budgetId, costNanoUsd]));
    expect(paid.get(ofProject.budgetId)).toBe(event?.costNanoUsd);
    expect(paid.get(ofEnvironment.budgetId)).toBe(event?.costNanoUsd);
    const shares = ofCenters.map(({ budgetId }) => paid.get(budgetId) ?? 0n);
    expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(event?.costNanoUsd);
    expect(Math.max(...shares.map(Number)) - Math.min(...shares.map(Number))).toBeLessThanOrEqual(2);
    // What is not paid is free again at once.
    for (const account of gateway.runtime.keeper.accounts.all) expect(account.heldNanoUsd).toBe(0n);
    // A call that is for nothing is charged to none of them.
    expect((await call()).event?.parts).toBeUndefined();
  });

  test('refuse what they do not cover', async () => {
    const ofCenter = budget('little', { costCenterId: centers[1] ?? '' });
    const { call } = await open(
      {},
      { budgets: new TenantBudgets([scoped('cost_center', centers[1] ?? '', ofCenter)]) },
      { [ofCenter.budgetId]: 1n },
    );
    expect(await call({ project: 'shop' })).toMatchObject({ status: 402, code: 'budget_exceeded' });
    expect((await call()).status).toBe(200);
  });
});
