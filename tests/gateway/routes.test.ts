import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RouteDefinition } from '#lib/contracts/route-definition.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import type { Preferences } from '#lib/gateway/snapshot/snapshot.ts';
import { chatBody, errorOf, post } from './support/call.ts';
import { answerAfter, wait } from './support/scripted-provider.ts';
import { keyId, tenantId } from './support/test-gateway.ts';
import {
  answers,
  failsWith,
  firstId,
  modes,
  openTwoProviders,
  quickSettings,
  secondId,
  type TwoProviders,
} from './support/two-providers.ts';

const routeId = newUuid();
const [onFirst, onSecond] = [toPublicId('connection', firstId), toPublicId('connection', secondId)];
const target = (connection_id: string | null, more: object = {}) => ({ kind: 'target', model: 'gpt-4o-mini', connection_id, ...more });
const group = (strategy: string, ...members: object[]) => ({ kind: 'group', strategy, members });

describe.each(modes)('[GW-4] a route ($how, $lane)', ({ lane, isStreamed }) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    scene = await openTwoProviders({ lane, settings: quickSettings });
    scene.first.script = answers('from the first');
    scene.second.script = answers('from the second');
  });
  afterEach(() => scene.stop());

  const { parse } = RouteDefinition;
  function publish(definition: object, name = 'smart'): void {
    const tenant = scene.gateway.snapshot.tenant(tenantId);
    const route = { routeId, name, version: 3, definition: parse(definition as never) };
    scene.gateway.snapshot.addTenant({ ...tenant, tenantId, routes: new Map([...(tenant?.routes ?? []), [name, route]]) });
  }
  async function call(headers: Record<string, string> = {}, model = 'smart') {
    const body = chatBody({ model, ...(isStreamed ? { stream: true } : {}) });
    const response = await post(scene.gateway, { body, headers });
    const text = await response.text();
    const served = /from the (first|second)/.exec(text)?.[1];
    return {
      status: response.status,
      served,
      text,
      target: response.headers.get('x-tollgate-target'),
      route: response.headers.get('x-tollgate-route'),
    };
  }

  it('stands for a model: the provider is asked for its own, the caller is told who served and why, the event names both', async () => {
    publish(group('fallback', target(onSecond), target(onFirst)));
    const got = await call({ 'x-tollgate-task': 'code_generation' });
    expect(got).toMatchObject({ status: 200, served: 'second', target: 'second/gpt-4o-mini', route: 'smart; version=3; via="fallback"' });
    expect(JSON.parse(String(scene.second.seen[0]?.body))).toMatchObject({ model: 'gpt-4o-mini' });
    expect(scene.gateway.recorder.only).toMatchObject({
      ...{ routeId, taskType: 'code_generation', requestedModel: 'smart', model: 'gpt-4o-mini', connectionId: secondId },
    });
    expect(scene.gateway.recorder.holds[0]).toMatchObject({ routeId, taskType: 'code_generation' });
  });

  it('can be named by a header, whatever the model says, and hides a model of its name', async () => {
    publish(group('fallback', target(onSecond)));
    expect(await call({ 'x-tollgate-route': 'smart' }, 'anything')).toMatchObject({ served: 'second' });
    expect(scene.gateway.recorder.only).toMatchObject({ routeId, requestedModel: 'smart' });
    publish(group('fallback', target(onSecond)), 'gpt-4o-mini');
    expect(await call({}, 'gpt-4o-mini')).toMatchObject({ served: 'second', route: 'gpt-4o-mini; version=3; via="fallback"' });
    expect(await call({ 'x-tollgate-route': 'nope' }, 'gpt-4o-mini')).toMatchObject({ status: 404 });
  });

  it('fails over along its members, and leaves the booking to the one that served', async () => {
    publish(group('fallback', target(onSecond), target(onFirst)));
    scene.second.script = failsWith(401, 'Not you');
    expect(await call()).toMatchObject({ served: 'first', target: 'first/gpt-4o-mini' });
    expect(scene.gateway.recorder.only).toMatchObject({ routeId, attempts: 2, connectionId: firstId });
  });

  it.each([
    ['twice', 2, 3],
    ['not at all', 0, 1],
  ])('[GW-5] asks a failed target again as often as it says (%s), then goes elsewhere', async (_, retries, asked) => {
    publish(group('fallback', target(onFirst, { retries_max: retries }), target(onSecond)));
    scene.first.script = failsWith(500, 'Oops');
    expect(await call()).toMatchObject({ status: 200, served: 'second' });
    expect([scene.first.seen.length, scene.second.seen.length]).toEqual([asked, 1]);
    expect(scene.gateway.recorder.only).toMatchObject({ routeId, attempts: asked + 1, connectionId: secondId });
  });

  it('goes by task, data class and user, nested, and keeps calls away from what is for others', async () => {
    publish(
      group(
        'task',
        { ...group('sticky', target(onFirst), target(onSecond)), tasks: ['chat'] },
        {
          ...group('data_class', target(onFirst, { data_classes: ['confidential'] }), target(onSecond, { data_classes: ['public'] })),
          tasks: ['mail'],
        },
      ),
    );
    const mail = (dataClass: string) => call({ 'x-tollgate-task': 'mail', 'x-tollgate-data-class': dataClass });
    expect(await mail('confidential')).toMatchObject({ served: 'first', route: 'smart; version=3; via="task > data_class"' });
    expect(await mail('public')).toMatchObject({ served: 'second' });
    expect(await mail('restricted')).toMatchObject({ status: 422 });
    expect(await mail('top secret')).toMatchObject({ status: 400 });
    expect(await call()).toMatchObject({ status: 422 });
    const servedFor = async (user: string) => (await call({ 'x-tollgate-task': 'chat', 'x-tollgate-user': user })).served;
    const users = Array.from({ length: 12 }, (_, index) => `user-${index}`);
    const first = await Promise.all(users.map(servedFor));
    expect(new Set(first)).toEqual(new Set(['first', 'second']));
    expect(await Promise.all(users.map(servedFor))).toEqual(first);
  });

  it('shares calls out by weight', async () => {
    publish(group('weighted', target(onFirst, { weight: 3 }), target(onSecond, { weight: 1 })));
    Object.assign(scene.gateway.runtime, { random: () => 0.74 });
    expect(await call()).toMatchObject({ served: 'first' });
    Object.assign(scene.gateway.runtime, { random: () => 0.76 });
    expect(await call()).toMatchObject({ served: 'second' });
  });

  it('takes the cheapest by the prices in force, and the fastest by what it measured', async () => {
    scene.gateway.snapshot.setConnections(tenantId, [
      ...(scene.gateway.snapshot.tenant(tenantId)?.connections ?? []).map((one) => ({ ...one, models: ['gpt-4o-mini', `on-${one.name}`] })),
    ]);
    const priced = (model: string, input: bigint) =>
      scene.gateway.snapshot.addPrice({
        provider: 'openai-compatible',
        model,
        tiers: [{ fromTokens: 0, picoUsdPerUnit: { input, output: input } }],
      });
    priced('on-first', 9_000n);
    priced('on-second', 1_000n);
    publish(group('least_cost', { kind: 'target', model: 'on-first' }, { kind: 'target', model: 'on-second' }));
    expect(await call()).toMatchObject({ served: 'second', target: 'second/on-second' });
    publish(group('lowest_latency', target(null)), 'fast');
    scene.first.script = answerAfter(150, answers('from the first'));
    expect((await call({}, 'fast')).served).toBe('first');
    for (let count = 0; count < 4; count += 1) expect((await call({}, 'fast')).served).toBe('second');
  });

  it('takes the least busy, and skips or waits for a target with all its places taken', async () => {
    publish(group('fallback', target(onFirst, { concurrency_max: 1 }), target(onSecond, { concurrency_max: 1 })));
    scene.first.script = answerAfter(200, answers('from the first'));
    scene.second.script = answerAfter(200, answers('from the second'));
    const running = [call(), wait(30).then(() => call()), wait(60).then(() => call())];
    const served = (await Promise.all(running)).map((got) => got.served);
    // The third finds both full, and waits for the place that becomes free first.
    expect(served.slice(0, 2)).toEqual(['first', 'second']);
    expect(['first', 'second']).toContain(served[2]);
    publish(group('fallback', target(onFirst, { concurrency_max: 1, when_full: 'wait' }), target(onSecond)), 'patient');
    const patient = await Promise.all([call({}, 'patient'), wait(30).then(() => call({}, 'patient'))]);
    expect(patient.map((got) => got.served)).toEqual(['first', 'first']);
    publish(group('least_busy', target(onFirst), target(onSecond)), 'idle');
    const idle = await Promise.all([call({}, 'idle'), wait(30).then(() => call({}, 'idle'))]);
    expect(idle.map((got) => got.served)).toEqual(['first', 'second']);
    for (const state of scene.gateway.runtime.targets.all()) expect([state.running, state.waiting]).toEqual([0, 0]);
  });

  it('moves on, or says so, when a place is waited for in vain', async () => {
    Object.assign(scene.gateway.runtime.settings, { queueWaitMs: 60 });
    scene.first.script = answerAfter(400, answers('from the first'));
    publish(group('fallback', target(onFirst, { concurrency_max: 1, when_full: 'wait' }), target(onSecond)));
    const [, second] = await Promise.all([call(), wait(30).then(() => call())]);
    expect(second).toMatchObject({ status: 200, served: 'second' });
    publish(group('fallback', target(onFirst, { concurrency_max: 1, when_full: 'wait' })), 'single');
    const [, refused] = await Promise.all([call({}, 'single'), wait(30).then(() => call({}, 'single'))]);
    expect(refused).toMatchObject({ status: 429 });
    expect(refused?.text).toContain('too_many_in_flight');
  });

  it('is listed as a model, and used by keys that are limited to it alone', async () => {
    publish(group('fallback', target(null)));
    const models = async (key: string) => {
      const response = await fetch(`${scene.gateway.baseUrl}/models`, { headers: { authorization: `Bearer ${key}` } });
      const { data }: { data: { id: string; owned_by: string }[] } = Object(await response.json());
      return data.map(({ id, owned_by }) => [id, owned_by]);
    };
    expect(await models(scene.gateway.key)).toContainEqual(['smart', 'tollgate']);
    const limited = scene.gateway.snapshot.addKey({ tenantId, keyId, allowedModels: new Set(['smart']) });
    expect(await models(limited)).toEqual([['smart', 'tollgate']]);
    expect(await call({ authorization: `Bearer ${limited}` })).toMatchObject({ served: 'first' });
    expect(await call({ authorization: `Bearer ${limited}` }, 'gpt-4o-mini')).toMatchObject({ status: 403 });
    const other = scene.gateway.snapshot.addKey({ tenantId, keyId, allowedModels: new Set(['gpt-4o-mini']) });
    expect(await call({ authorization: `Bearer ${other}` })).toMatchObject({ status: 403 });
    expect(await call({ authorization: `Bearer ${other}`, 'x-tollgate-route': 'smart' }, 'gpt-4o-mini')).toMatchObject({ status: 403 });
  });

  it('refuses in words when nothing of it is served', async () => {
    publish(group('fallback', { kind: 'target', model: 'gone' }));
    const response = await post(scene.gateway, { body: chatBody({ model: 'smart' }) });
    expect(response.status).toBe(422);
    expect(await errorOf(response)).toMatchObject({ code: 'no_connection', message: expect.stringContaining('"smart"') });
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'refused', errorCode: 'no_connection', connectionId: null });
  });

  it('or a preference decides among the connections of a model that the caller named', async () => {
    const prefer = (preferences: Preferences) => {
      const tenant = scene.gateway.snapshot.tenant(tenantId);
      scene.gateway.snapshot.addTenant({ ...tenant, tenantId, preferences });
    };
    const own = { connectionIds: [secondId], providers: [], optimization: 'off' as const };
    prefer({ of: () => own });
    expect(await call({}, 'gpt-4o-mini')).toMatchObject({ served: 'second', route: null });
    scene.second.script = failsWith(404, 'Not here');
    expect(await call({}, 'gpt-4o-mini')).toMatchObject({ served: 'first' });
    scene.second.script = answers('from the second');
    scene.first.script = answerAfter(150, answers('from the first'));
    prefer({ of: () => ({ ...own, connectionIds: [firstId], optimization: 'balanced' }) });
    // The first is preferred and costs the same; it is left once it was seen to be more than twice as slow.
    await call({}, 'gpt-4o-mini');
    expect(await call({}, 'gpt-4o-mini')).toMatchObject({ served: 'second' });
  });
});
