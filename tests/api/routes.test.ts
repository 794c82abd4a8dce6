import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importPrices } from '#lib/catalog/index.ts';

import { createConnection, disableConnection } from '#lib/connections/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createKey } from '#lib/keys/index.ts';

import {
  archiveRoute,
  createRoute,
  getRoute,
  listPreferences,
  listRoutes,
  listRouteVersions,
  publishRoute,
  rollbackRoute,
  setTeamPreference,
  setTenantPreference,
  updateRoute,
} from '#lib/routes/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('routes');
const { as, inside } = scene;
const admin = (options = {}) => as(scene.company.admin, options);

let sandboxId = '';
let compatibleId = '';
beforeAll(() => importPrices(scene.database.databases.jobs));
beforeEach(async () => {
  sandboxId = toPublicId('connection', (await createConnection.execute(admin(), { name: 'Play', provider: 'sandbox' })).id);
  const compatible = {
    name: 'Own',
    provider: 'openai-compatible',
    base_url: 'https://llm.example.com/v1',
    models: ['llama', 'sandbox-small'],
  };
  compatibleId = toPublicId('connection', (await createConnection.execute(admin(), compatible)).id);
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

describe('[GW-4] the life of a route', () => {
  it('begins as a draft, is published as numbered versions that never change, and goes back to an old one', async () => {
    const made = await create(fallback(target('sandbox-small')));
    expect(made).toMatchObject({ status: 'draft', published_version: null, definition: null, draft_saved_by_name: expect.any(String) });
    const first = await publishRoute.execute(admin(), { route_id: routeId(made), note: 'First' });
    expect(first).toMatchObject({ status: 'published', published_version: 1, latest_version: 1, draft: null, definition: made.draft });
    const second = fallback(target('sandbox-large'), target('llama'));
    await updateRoute.execute(admin(), { route_id: routeId(made), draft: second });
    await publishRoute.execute(admin(), { route_id: routeId(made), note: 'Second' });
    const back = await rollbackRoute.execute(admin(), { route_id: routeId(made), number: 1 });
    expect(back).toMatchObject({ published_version: 1, latest_version: 2, definition: first.definition });
    const { data } = await listRouteVersions.execute(admin(), { route_id: routeId(made) });
    expect(data.map(({ number, note, is_in_force }) => [number, note, is_in_force])).toEqual([
      [2, 'Second', false],
      [1, 'First', true],
    ]);
    await updateRoute.execute(admin(), { route_id: routeId(made), draft: fallback(target('llama')) });
    expect(await publishRoute.execute(admin(), { route_id: routeId(made) })).toMatchObject({ published_version: 3 });
  });

  it('keeps what was published even from its own code: the table takes no change', async () => {
    const route = await published(fallback(target('llama')));
    const change = inside((tx) => tx.execute(`update route_version set note = 'forged' where route_id = '${route.id}'` as never));
    await expect(change).rejects.toMatchObject({ cause: { message: expect.stringContaining('permission denied') } });
  });

  it('has no draft to publish where nothing was changed, and refuses to roll back to what is in force or does not exist', async () => {
    const route = await published(fallback(target('llama')));
    const id = { route_id: routeId(route) };
    expect(await faultOf(publishRoute.execute(admin(), id))).toBe('conflict');
    await updateRoute.execute(admin(), { ...id, draft: fallback(target('llama')) });
    expect(await getRoute.execute(admin(), id)).toMatchObject({ draft: null });
    expect(await faultOf(rollbackRoute.execute(admin(), { ...id, number: 1 }))).toBe('conflict');
    expect(await faultOf(rollbackRoute.execute(admin(), { ...id, number: 9 }))).toBe('validation_failed /number');
  });

  it('goes by If-Match, refuses a name twice, and is found by name and status', async () => {
    const route = await create(fallback(target('llama')), 'one-of-a-kind');
    const id = { route_id: routeId(route) };
    expect(await faultOf(updateRoute.execute(admin({ ifMatch: 99 }), { ...id, description: 'x' }))).toBe('precondition_failed');
    expect(await updateRoute.execute(admin({ ifMatch: 1 }), { ...id, description: 'For chats' })).toMatchObject({ version: 2 });
    expect(await faultOf(create(fallback(target('llama')), 'one-of-a-kind'))).toBe('conflict /name');
    expect(await faultOf(create(fallback(target('llama')), 'Not a name'))).toBe('validation_failed /name');
    const found = await listRoutes.execute(admin(), { search: 'CHATS', status: 'draft' });
    expect(found.data.map(({ name }) => name)).toEqual(['one-of-a-kind']);
    await archiveRoute.execute(admin(), id);
    expect(await faultOf(publishRoute.execute(admin(), id))).toBe('conflict');
    expect((await listRoutes.execute(admin(), { search: 'one-of-a-kind' })).data).toEqual([]);
    expect(await create(fallback(target('llama')), 'one-of-a-kind')).toMatchObject({ status: 'draft' });
  });

  it('is changed by administrators, and seen by those who build', async () => {
    const { seller, member } = scene.company;
    for (const person of [seller, member])
      expect(await faultOf(createRoute.execute(as(person), { name: newName(), draft: fallback(target('llama')) }))).toBe('forbidden');
  });
});

describe('[GW-4] what a definition must be', () => {
  const refused = async (draft: object) => faultOf(create(draft));

  it('names connections and models that exist, or says where it does not', async () => {
    expect(await refused(fallback(target('nobody-serves-this')))).toBe('validation_failed /draft/members/0/model');
    const foreign = toPublicId('connection', newUuid());
    expect(await refused(fallback(target('llama'), target('llama', { connection_id: foreign })))).toBe(
      'validation_failed /draft/members/1/connection_id',
    );
    expect(await refused(fallback(target('sandbox-large', { connection_id: compatibleId })))).toBe(
      'validation_failed /draft/members/0/model',
    );
    expect(await refused(fallback(target('sandbox-small', { connection_id: compatibleId })))).toBe('success');
  });

  it('gives each strategy what it looks at, and nothing else', async () => {
    const weighted = { strategy: 'weighted', members: [target('llama', { weight: 2 }), target('sandbox-small')] };
    expect(await refused(weighted)).toBe('validation_failed /draft/members/1/weight');
    expect(await refused(fallback(target('llama', { tasks: ['x'] })))).toBe('validation_failed /draft/members/0/tasks');
    expect(await refused({ strategy: 'task', members: [target('llama')] })).toBe('validation_failed /draft/members/0/tasks');
    const zone = { time_zone: 'Mars/Olympus', days: ['mon'], from: '08:00', to: '18:00' };
    expect(await refused({ strategy: 'time_window', members: [target('llama', { window: zone })] })).toBe(
      'validation_failed /draft/members/0/window/time_zone',
    );
  });

  it('links to published routes that do not lead back', async () => {
    const link = (route: { id: string }) => ({ kind: 'route' as const, route_id: routeId(route) });
    const inner = await create(fallback(target('llama')));
    const outerDraft = { strategy: 'fallback', members: [link(inner)] };
    expect(await refused(outerDraft)).toBe('validation_failed /draft/members/0/route_id');
    await publishRoute.execute(admin(), { route_id: routeId(inner) });
    const outer = await published(outerDraft);
    const circle = { route_id: routeId(inner), draft: { strategy: 'fallback', members: [link(outer)] } };
    expect(await faultOf(updateRoute.execute(admin(), circle as never))).toBe('validation_failed /draft/members/0/route_id');
    expect(
      await faultOf(updateRoute.execute(admin(), { ...circle, draft: { strategy: 'fallback', members: [link(inner)] } } as never)),
    ).toBe('validation_failed /draft/members/0/route_id');
    expect(await faultOf(archiveRoute.execute(admin(), { route_id: routeId(inner) }))).toBe('conflict');
    // A way back in time must not make a circle either.
    await updateRoute.execute(admin(), { route_id: routeId(outer), draft: fallback(target('llama')) });
    await publishRoute.execute(admin(), { route_id: routeId(outer) });
    await updateRoute.execute(admin(), circle as never);
    await publishRoute.execute(admin(), { route_id: routeId(inner) });
    expect(await faultOf(rollbackRoute.execute(admin(), { route_id: routeId(outer), number: 1 }))).toBe('conflict');
  });

  it('is checked again when it is published', async () => {
    const connection = await createConnection.execute(admin(), {
      name: newName(),
      provider: 'openai-compatible',
      base_url: 'https://x.example.com/v1',
      models: ['fleeting'],
    });
    const made = await create(fallback(target('fleeting')));
    await disableConnection.execute(admin(), { connection_id: toPublicId('connection', connection.id) });
    expect(await faultOf(publishRoute.execute(admin(), { route_id: routeId(made) }))).toBe('validation_failed /draft/members/0/model');
  });

  it('is a model to keys that are limited to models', async () => {
    const route = await published(fallback(target('llama')));
    expect(await createKey.execute(admin(), { name: 'Limited', allowed_models: [route.name] })).toMatchObject({
      allowed_models: [route.name],
    });
    const draft = await create(fallback(target('llama')));
    expect(await faultOf(createKey.execute(admin(), { name: 'Limited', allowed_models: [draft.name] }))).toBe(
      'validation_failed /allowed_models/0',
    );
  });
});

describe('[GW-4] preferences', () => {
  it('are set where the permission is held, seen where they reach, and go by If-Match', async () => {
    const { company } = scene;
    const set = await setTenantPreference.execute(admin(), { connection_ids: [sandboxId], optimization: 'balanced' });
    expect(set).toMatchObject({ scope_kind: 'tenant', providers: [], optimization: 'balanced', version: 1 });
    expect(await faultOf(setTenantPreference.execute(admin({ ifMatch: 7 }), {}))).toBe('precondition_failed');
    const team = { team_id: toPublicId('team', company.searchId) };
    await setTeamPreference.execute(admin(), { ...team, providers: ['sandbox'] });
    expect(await faultOf(setTeamPreference.execute(as(company.seller), { ...team, providers: [] }))).toMatch(/forbidden|not_found/);
    expect(await faultOf(setTeamPreference.execute(admin(), { ...team, providers: ['nobody'] }))).toBe('validation_failed /providers/0');
    const gone = toPublicId('connection', newUuid());
    expect(await faultOf(setTeamPreference.execute(admin(), { ...team, connection_ids: [gone] }))).toBe(
      'validation_failed /connection_ids/0',
    );
    const { data } = await listPreferences.execute(admin(), {});
    expect(data.map(({ scope_kind, scope_name }) => [scope_kind, scope_name])).toEqual([
      ['tenant', null],
      ['team', 'Search'],
    ]);
  });
});
