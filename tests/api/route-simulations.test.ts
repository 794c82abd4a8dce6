import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importPrices } from '#lib/catalog/index.ts';
import { encodeOutput } from '#lib/command/steps.ts';
import { createConnection } from '#lib/connections/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createKey } from '#lib/keys/index.ts';
import { updateTenant } from '#lib/organization/index.ts';
import { archivePolicy, createPolicy, publishPolicy } from '#lib/policies/index.ts';
import { createRoute, publishRoute, simulateRoute } from '#lib/routes/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('simulations');
const admin = (options = {}) => scene.as(scene.company.admin, options);

let sandboxId = '';
beforeAll(() => importPrices(scene.database.databases.jobs));
beforeEach(async () => {
  sandboxId = toPublicId('connection', (await createConnection.execute(admin(), { name: 'Play', provider: 'sandbox' })).id);
  const compatible = {
    name: 'Own',
    provider: 'openai-compatible',
    base_url: 'https://llm.example.com/v1',
    models: ['llama', 'sandbox-small'],
  };
  await createConnection.execute(admin(), compatible);
});

const target = (model: string, more: object = {}) => ({ kind: 'target' as const, model, ...more });
const fallback = (...members: ReturnType<typeof target>[]) => ({ strategy: 'fallback' as const, members });
const routeId = (route: { id: string }) => toPublicId('route', route.id);
let names = 0;
const newName = () => {
  names += 1;
  return `route-${names}`;
};
const create = (draft: object, name = newName()) => createRoute.execute(admin(), { name, draft } as never);
async function published(draft: object) {
  const made = await create(draft);
  return publishRoute.execute(admin(), { route_id: routeId(made) });
}

describe('[GW-4] a simulation', () => {
  const simulate = (route: { id: string }, more: object = {}) => simulateRoute.execute(admin(), { route_id: routeId(route), ...more });
  const named = ({ targets }: Awaited<ReturnType<typeof simulate>>) =>
    targets.map(({ connection_name, model }) => `${connection_name}/${model}`);

  it('says which targets a request would ask, in which order and why, also for a draft', async () => {
    const draft = {
      strategy: 'task',
      members: [
        target('sandbox-large', { tasks: ['code_generation'], first_token_seconds: 2.5, timeout_seconds: 30 }),
        {
          kind: 'group',
          strategy: 'least_cost',
          members: [target('sandbox-large'), target('sandbox-small', { connection_id: sandboxId })],
        },
      ],
    };
    const route = await create(draft);
    expect(await faultOf(simulate(route))).toBe('conflict');
    const forCode = await simulate(route, { version: 'draft', task: 'code_generation' });
    expect(named(forCode)).toEqual(['Play/sandbox-large', 'Play/sandbox-small', 'Play/sandbox-large']);
    expect(forCode.targets[0]?.reasons).toEqual(['Task: for code_generation']);
    expect(forCode.targets.map((one) => [one.first_token_seconds, one.timeout_seconds])).toEqual([
      [2.5, 30],
      [null, null],
      [null, null],
    ]);
    expect(forCode.targets[1]?.reasons[1]).toMatch(/^Least cost: about \$0\.\d{6}$/);
    expect(encodeOutput(simulateRoute.operation, forCode)).toMatchObject({
      attempts_max: 4,
      verdict: expect.stringContaining('sandbox-large on Play'),
    });
    expect(named(await simulate(route, { version: 'draft' }))).toEqual(['Play/sandbox-small', 'Play/sandbox-large']);
  });

  it('finds every connection that serves a model, and knows no version that does not exist', async () => {
    const route = await published(fallback(target('sandbox-small')));
    expect(named(await simulate(route))).toEqual(['Play/sandbox-small', 'Own/sandbox-small']);
    expect(await faultOf(simulate(route, { version: 7 }))).toBe('validation_failed /version');
    expect(named(await simulate(route, { version: 1 }))).toEqual(['Play/sandbox-small', 'Own/sandbox-small']);
  });

  it('[GOV-3] leaves out connections outside the region of the tenant', async () => {
    const route = await published(fallback(target('sandbox-small'), target('llama')));
    await updateTenant.execute(admin(), { residency: 'eu' });
    expect(named(await simulate(route))).toEqual(['Play/sandbox-small']);
    await updateTenant.execute(admin(), { residency: 'global' });
    expect(named(await simulate(route))).toHaveLength(3);
  });

  it('shows what a key reaches, and why not the rest', async () => {
    const route = await published(fallback(target('sandbox-small'), target('llama')));
    const made = await createKey.execute(admin(), { name: newName(), allowed_providers: ['sandbox'] });
    const key_id = toPublicId('key', made.id);
    const byKey = await simulate(route, { key_id });
    expect(byKey.targets.map(({ model }) => model)).toEqual(['sandbox-small']);
    expect(byKey.left_out).toContainEqual({ connection_name: expect.any(String), model: null, why: 'The key may not use its provider.' });
    expect((await simulate(route)).left_out).toEqual([]);
    const other = await published(fallback(target('llama')));
    const limited = await createKey.execute(admin(), { name: newName(), allowed_models: [other.name] });
    expect(await simulate(route, { key_id: toPublicId('key', limited.id) })).toMatchObject({
      targets: [],
      verdict: 'The key may not use this route. The request would be refused.',
    });
    expect(await faultOf(simulate(route, { key_id: toPublicId('key', newUuid()) }))).toBe('not_found /key_id');
    expect(await faultOf(simulate(route, { team_id: toPublicId('team', newUuid()) }))).toBe('not_found /team_id');
  });

  it('obeys the policies in force, and says what it could not ask them', async () => {
    const route = await published(fallback(target('sandbox-small'), target('sandbox-large')));
    const rules = {
      conditions: [{ field: 'model', operator: 'equals' as const, value: 'sandbox-small' }],
      actions: [{ type: 'deny' as const, parameters: { message: 'Too small' } }],
    };
    const policy = await createPolicy.execute(admin(), { name: newName(), type: 'model', draft: { rules } });
    await publishPolicy.execute(admin(), { policy_id: toPublicId('policy', policy.id), mode: 'active' });
    const key = await createKey.execute(admin(), { name: newName() });
    const judged = await simulate(route, { key_id: toPublicId('key', key.id) });
    expect(judged.targets.map(({ model }) => model)).not.toContain('sandbox-small');
    expect(judged.targets.length).toBeGreaterThan(0);
    expect(judged.left_out).toContainEqual({
      ...{ connection_name: expect.any(String), model: 'sandbox-small' },
      why: expect.stringContaining('refuses it: Too small'),
    });
    await archivePolicy.execute(admin(), { policy_id: toPublicId('policy', policy.id) });
    expect((await simulate(route, { key_id: toPublicId('key', key.id) })).targets.map(({ model }) => model)).toContain('sandbox-small');
  });

  it('keeps a request in the region that it asks for', async () => {
    const route = await published({ strategy: 'residency', members: [target('llama'), target('sandbox-small')] });
    const inEurope = await simulate(route, { region: 'eu' });
    // The sandbox leaves no region; of the other connection nobody has said where it is.
    expect([...new Set(inEurope.targets.map(({ model }) => model))]).toEqual(['sandbox-small']);
    expect(inEurope.targets[0]?.reasons).toEqual(['Region: processed in eu']);
    expect((await simulate(route)).targets[0]?.model).toBe('llama');
  });
});
