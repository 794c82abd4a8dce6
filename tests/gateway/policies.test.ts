import { afterEach, describe, expect, test } from 'vitest';
import { proxyTrust } from '#lib/core/client-address.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { chatBody, errorOf, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { keyId, tenantId } from './support/test-gateway.ts';
import { firstId, openTwoProviders, secondId } from './support/two-providers.ts';
import { policyIdOf, setPolicies, type TestPolicy } from './support/with-policies.ts';

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function sceneWith(
  lane: (typeof lanes)[number],
  policies: readonly TestPolicy[],
  more?: Parameters<typeof setPolicies>[2],
): Promise<Scene> {
  const scene = await openScene({ lane });
  stop = scene.stop;
  setPolicies(scene.gateway, policies, more);
  scene.provider.script = answerJson(chatCompletion());
  return scene;
}

const deny = { type: 'deny' };
const publicPolicy = (index: number) => toPublicId('policy', policyIdOf(index));

describe.each(lanes)('[GOV-1] policies, %s', (lane) => {
  test('a call that one refuses is told its name and what to do, never reaches a provider, and is recorded', async () => {
    const condition = { field: 'tags.app', operator: 'equals', value: 'bot' };
    const { gateway, provider } = await sceneWith(lane, [
      { name: 'No bots', conditions: [condition], actions: [{ type: 'deny', parameters: { message: 'Use the portal instead' } }] },
    ]);
    const refused = await post(gateway, { headers: { 'x-tollgate-tags': 'app=bot' } });
    const error = await errorOf(refused);
    expect([refused.status, error.code, refused.headers.get('x-should-retry')]).toEqual([403, 'policy_denied', 'false']);
    expect(error.message).toContain('The policy "No bots" refuses this call. Use the portal instead.');
    expect(refused.headers.get('x-tollgate-policy')).toBe(`deny; ${publicPolicy(1)}`);
    expect(provider.seen).toHaveLength(0);
    expect(gateway.recorder.only).toMatchObject({
      ...{ status: 'refused', errorCode: 'policy_denied', costNanoUsd: 0n },
      policy: { outcome: 'deny', policies: [{ id: policyIdOf(1), version: 1, mode: 'active', actions: ['deny'] }] },
    });
    const passed = await post(gateway, { headers: { 'x-tollgate-tags': 'app=portal' } });
    expect([passed.status, passed.headers.get('x-tollgate-policy')]).toEqual([200, null]);
    expect(gateway.recorder.events[1]?.policy).toBeUndefined();
  });

  test('a stream is refused in the same way, before it begins', async () => {
    const { gateway } = await sceneWith(lane, [
      { name: 'No streams', conditions: [{ field: 'streamed', operator: 'equals', value: true }], actions: [deny] },
    ]);
    const refused = await post(gateway, { body: chatBody({ stream: true }) });
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'policy_denied']);
  });

  test('embeddings are refused as chats are', async () => {
    const { gateway } = await sceneWith(lane, [
      { name: 'No vectors', conditions: [{ field: 'protocol', operator: 'equals', value: 'openai.embeddings' }], actions: [deny] },
    ]);
    const refused = await fetch(`${gateway.baseUrl}/embeddings`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o-mini', input: 'a' }),
    });
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'policy_denied']);
  });

  test('one that cannot be read refuses, with its name; a shadow only watches', async () => {
    const { gateway } = await sceneWith(lane, [{ name: 'From the future', actions: [deny], isUnreadable: true }]);
    expect((await errorOf(await post(gateway))).message).toContain('"From the future" cannot be carried out');
    setPolicies(gateway, [{ name: 'Watch', actions: [deny], mode: 'shadow' }]);
    const passed = await post(gateway);
    expect([passed.status, passed.headers.get('x-tollgate-policy')]).toEqual([200, null]);
    expect(gateway.recorder.events.at(-1)?.policy).toEqual({
      outcome: 'allow',
      policies: [{ id: policyIdOf(1), version: 1, mode: 'shadow', actions: ['deny'] }],
    });
  });

  test('answers are limited, and what must not leave is taken out; every other byte stays', async () => {
    const { gateway, provider } = await sceneWith(lane, [
      { name: 'Short', actions: [{ type: 'cap_tokens', parameters: { output_tokens_max: 32 } }] },
      { name: 'Clean', actions: [{ type: 'redact', parameters: { patterns: ['email', 'credit_card'] } }] },
    ]);
    const body =
      '{"model":"gpt-4o-mini",  "max_tokens":500,"messages":[{"role":"user","content":"H\\u00e9 ada@example.com, 4111 1111 1111 1111"}],"seed":1.0}';
    const response = await post(gateway, { body });
    expect([response.status, response.headers.get('x-tollgate-policy')]).toEqual([200, `transform; ${publicPolicy(1)} ${publicPolicy(2)}`]);
    expect(provider.last.body.toString()).toBe(
      body.replace('500', '32').replace('H\\u00e9 ada@example.com, 4111 1111 1111 1111', 'Hé [EMAIL], [CREDIT_CARD]'),
    );
    const plain = chatBody({ max_tokens: 9 });
    await post(gateway, { body: plain });
    expect(provider.last.body.toString()).toBe(plain);
  });

  test('a dearer model is answered by a cheaper one, and the records keep what was asked for', async () => {
    const { gateway, provider } = await sceneWith(lane, [
      {
        name: 'Cheaper',
        conditions: [{ field: 'requested_model', operator: 'equals', value: 'gpt-4o' }],
        actions: [{ type: 'downgrade', parameters: { model: 'gpt-4o-mini' } }],
      },
    ]);
    const tenant = gateway.snapshot.tenant(tenantId);
    const connections = (tenant?.connections ?? []).map((one) => ({ ...one, models: ['gpt-4o', 'gpt-4o-mini'] }));
    gateway.snapshot.setConnections(tenantId, connections);
    const response = await post(gateway, { body: chatBody({ model: 'gpt-4o' }) });
    expect([response.status, response.headers.get('x-tollgate-target')]).toEqual([200, 'upstream/gpt-4o-mini']);
    expect(JSON.parse(provider.last.body.toString()).model).toBe('gpt-4o-mini');
    expect(gateway.recorder.only).toMatchObject({ requestedModel: 'gpt-4o', model: 'gpt-4o-mini', policy: { outcome: 'transform' } });
  });

  test('what else is wanted of a call holds when another model is asked in its place', async () => {
    const dear = [{ field: 'requested_model', operator: 'equals', value: 'gpt-4o' }];
    const { gateway, provider } = await sceneWith(lane, [
      { name: 'Cheaper', conditions: dear, actions: [{ type: 'downgrade', parameters: { model: 'gpt-4o-mini' } }] },
      { name: 'Clean', conditions: dear, actions: [{ type: 'redact', parameters: { patterns: ['email'] } }] },
      {
        name: 'Short',
        conditions: [{ field: 'model', operator: 'equals', value: 'gpt-4o' }],
        actions: [
          { type: 'cap_tokens', parameters: { output_tokens_max: 32 } },
          { type: 'throttle', parameters: { requests_per_minute: 1 } },
        ],
      },
    ]);
    const tenant = gateway.snapshot.tenant(tenantId);
    const connections = (tenant?.connections ?? []).map((one) => ({ ...one, models: ['gpt-4o', 'gpt-4o-mini'] }));
    gateway.snapshot.setConnections(tenantId, connections);
    const body = chatBody({ model: 'gpt-4o', max_tokens: 500, messages: [{ role: 'user', content: 'Write to ada@example.com' }] });
    expect((await post(gateway, { body })).status).toBe(200);
    const sent = JSON.parse(provider.last.body.toString());
    expect([sent.model, sent.max_tokens, sent.messages[0].content]).toEqual(['gpt-4o-mini', 32, 'Write to [EMAIL]']);
    expect((await post(gateway, { body })).status).toBe(429);
    expect((await post(gateway)).status).toBe(200);
    setPolicies(gateway, [
      { name: 'Cheaper', conditions: dear, actions: [{ type: 'downgrade', parameters: { model: 'gpt-4o-mini' } }] },
      { name: 'Ask first', conditions: [{ field: 'model', operator: 'equals', value: 'gpt-4o' }], actions: [{ type: 'require_approval' }] },
    ]);
    expect((await errorOf(await post(gateway, { body }))).code).toBe('approval_required');
  });

  test('an approval that a call only names opens no target that needs one, and each target counts its calls', async () => {
    const { gateway, first, second, ...two } = await openTwoProviders({ lane });
    stop = two.stop;
    first.script = answerJson('{"error":{"message":"down"}}', 503);
    second.script = answerJson(chatCompletion());
    const atSecond = [{ field: 'connection', operator: 'equals', value: 'second' }];
    setPolicies(gateway, [{ name: 'Ask first', conditions: atSecond, actions: [{ type: 'require_approval' }] }]);
    const named = { headers: { 'x-tollgate-approval': 'appr_made_up' } };
    const refused = await post(gateway, named);
    expect([refused.status, (await errorOf(refused)).code, second.seen.length]).toEqual([403, 'approval_required', 0]);
    setPolicies(gateway, [
      { name: 'Slowly', conditions: atSecond, actions: [{ type: 'throttle', parameters: { requests_per_minute: 1 } }] },
    ]);
    expect([(await post(gateway)).status, (await post(gateway)).status]).toEqual([200, 429]);
  });

  test('a target without a price, which cannot be asked, does not stand for those that need an approval', async () => {
    const { gateway, first, second, ...two } = await openTwoProviders({ lane });
    stop = two.stop;
    first.script = second.script = answerJson(chatCompletion());
    const tenant = gateway.snapshot.tenant(tenantId);
    const connections = (tenant?.connections ?? []).map((one) => (one.name === 'first' ? { ...one, provider: 'deepseek' } : one));
    gateway.snapshot.addTenant({ ...tenant, tenantId, connections, unpricedPolicy: 'block' });
    const atSecond = [{ field: 'connection', operator: 'equals', value: 'second' }];
    setPolicies(gateway, [{ name: 'Ask first', conditions: atSecond, actions: [{ type: 'require_approval' }] }]);
    const refused = await post(gateway);
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'approval_required']);
  });

  test('so many calls a minute, and the next is told when to come back', async () => {
    const { gateway } = await sceneWith(lane, [
      { name: 'Slowly', actions: [{ type: 'throttle', parameters: { requests_per_minute: 2 } }] },
    ]);
    const statuses = [await post(gateway), await post(gateway)].map(({ status }) => status);
    const third = await post(gateway);
    expect([...statuses, third.status]).toEqual([200, 200, 429]);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await errorOf(third)).message).toContain('"Slowly"');
  });

  test('counts what was used today, what this process settles included', async () => {
    const over = { field: 'daily_requests_per_key', operator: 'greater_or_equal', value: 3 };
    const sums = [{ owner: `key ${keyId}`, window: 'daily' as const, cost: 0, requests: 2, tokens: 0 }];
    const { gateway } = await sceneWith(lane, [{ name: 'Three a day', conditions: [over], actions: [deny] }], { sums });
    expect([(await post(gateway)).status, (await post(gateway)).status]).toEqual([200, 403]);
  });

  test('[GOV-3] a class that is bound to a region reaches targets there alone, and is refused where there are none', async () => {
    const { gateway, first, second, ...two } = await openTwoProviders({ lane });
    stop = two.stop;
    first.script = second.script = answerJson(chatCompletion());
    const confidential = { field: 'data_class', operator: 'in', value: ['confidential', 'restricted'] };
    const outside = { field: 'region', operator: 'not_in', value: ['eu'] };
    const policy = { name: 'Stay in Europe', conditions: [confidential, outside], actions: [deny] };
    setPolicies(gateway, [policy], { regions: { [firstId]: 'us', [secondId]: 'eu' } });
    const secret = { headers: { 'x-tollgate-data-class': 'restricted' } };
    expect((await post(gateway, secret)).headers.get('x-tollgate-target')).toBe('second/gpt-4o-mini');
    expect((await post(gateway)).headers.get('x-tollgate-target')).toBe('first/gpt-4o-mini');
    two.useFirstOnly();
    const refused = await post(gateway, secret);
    expect([refused.status, (await errorOf(refused)).message]).toEqual([403, expect.stringContaining('Stay in Europe')]);
    // Where nobody said where a connection is, it is nowhere.
    setPolicies(gateway, [policy], {});
    expect((await post(gateway, secret)).status).toBe(403);
  });

  test('by network sees the caller behind the proxies that are trusted, and not them', async () => {
    const scene = await openScene({ lane, isFronted: true, settings: { proxies: proxyTrust(['127.0.0.0/8']) } });
    stop = scene.stop;
    scene.provider.script = answerJson(chatCompletion());
    const outside = { field: 'ip', operator: 'not_in_network', value: ['203.0.113.0/24'] };
    setPolicies(scene.gateway, [{ name: 'Office alone', conditions: [outside], actions: [deny] }]);
    const from = async (address: string) => (await post(scene.gateway, { headers: { 'x-forwarded-for': address } })).status;
    expect([await from('203.0.113.9'), await from('198.51.100.1'), await from('203.0.113.9, 198.51.100.1')]).toEqual([200, 403, 403]);
  });

  test('one that asks for an approval refuses where none can be asked for', async () => {
    const { gateway } = await sceneWith(lane, [{ name: 'Ask first', actions: [{ type: 'require_approval' }] }]);
    const refused = await post(gateway);
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'approval_required']);
  });
});
