import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from './support/call.ts';
import { McpScene } from './support/mcp-scene.ts';
import { type ObjectScene, openObjectScene } from './support/object-scene.ts';
import { openProxyScene, type ProxyScene } from './support/proxy-scene.ts';
import { openRealtime, type RealtimeScene } from './support/realtime-scene.ts';
import { answerJson } from './support/scripted-provider.ts';
import { setPolicies } from './support/with-policies.ts';

const deny = [{ type: 'deny' }];
const is = (field: string, value: string) => [{ field, operator: 'equals', value }];

describe('[GOV-1] policies about batches and files', () => {
  let scene: ObjectScene;
  let body: object;
  let line = '';
  beforeAll(async () => {
    scene = await openObjectScene('fast lane');
    const request = { model: 'gpt-4o-mini', max_tokens: 1_000, messages: [{ role: 'user', content: 'Hello' }] };
    line = JSON.stringify({ custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: request });
    body = { input_file_id: await scene.uploaded('batch', line), endpoint: '/v1/chat/completions', completion_window: '24h' };
  });
  afterAll(() => scene.stop());

  it('refuse a batch by its model before anything is held, and let reading pass', async () => {
    scene.forget();
    setPolicies(scene.gateway, [{ name: 'Not that model', conditions: is('model', 'gpt-4o-mini'), actions: deny }]);
    const refused = await scene.ask('POST', '/batches', body);
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'policy_denied']);
    expect([scene.provider.seen.length, (await scene.held()).length]).toEqual([0, 0]);
    expect((await scene.ask('GET', '/batches')).status).toBe(200);
  });

  it('that allow some models alone let a batch of these begin, and files be kept', async () => {
    scene.forget();
    const others = [{ field: 'model', operator: 'not_in', value: ['gpt-4o-mini'] }];
    setPolicies(scene.gateway, [{ name: 'That model alone', conditions: others, actions: deny }]);
    scene.provider.script = answerJson('{"id":"batch-1","object":"batch","status":"validating"}');
    expect((await scene.ask('POST', '/batches', body)).status).toBe(200);
    expect(await scene.uploaded('batch', line)).toEqual(expect.any(String));
  });
});

describe('[GOV-1] policies about requests that are passed on as they are', () => {
  let scene: ProxyScene;
  beforeAll(async () => {
    scene = await openProxyScene('fast lane');
  });
  afterAll(() => scene.stop());

  it('refuse by connection; and what only allows some models refuses what names none', async () => {
    scene.forget();
    const ask = () => scene.call('POST', '/claude/v1/odd', { body: '{}', headers: { 'content-type': 'application/json' } });
    setPolicies(scene.gateway, [{ name: 'Not Claude', conditions: is('connection', 'claude'), actions: deny }]);
    const refused = await ask();
    expect([refused.status, JSON.stringify(await refused.json())]).toEqual([403, expect.stringContaining('Not Claude')]);
    setPolicies(scene.gateway, [{ name: 'Not upstream', conditions: is('connection', 'upstream'), actions: deny }]);
    expect((await ask()).status).toBe(200);
    const others = [{ field: 'model', operator: 'not_in', value: ['gpt-4o-mini'] }];
    setPolicies(scene.gateway, [{ name: 'That model alone', conditions: others, actions: deny }]);
    expect((await ask()).status).toBe(403);
    expect(scene.provider.seen).toHaveLength(1);
  });
});

describe('[GOV-1] policies about tool servers', () => {
  it('refuse the call of a tool', async () => {
    const scene = await McpScene.open();
    try {
      scene.register();
      setPolicies(scene.gateway, [{ name: 'No tools', conditions: is('provider', 'mcp'), actions: deny }]);
      const refused = await scene.call({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'search', arguments: {} } });
      expect(JSON.stringify(await refused.json())).toContain('No tools');
      expect(scene.server.seen).toHaveLength(0);
    } finally {
      await scene.gateway.stop();
      await scene.server.stop();
    }
  });
});

describe('[GOV-1] policies about realtime sessions', () => {
  it('refuse one before it is opened', async () => {
    const scene: RealtimeScene = await openRealtime();
    try {
      setPolicies(scene.gateway, [{ name: 'No talking', conditions: is('model', 'gpt-realtime'), actions: deny }]);
      const session = scene.open();
      await expect(session.opened).rejects.toThrow();
      expect(scene.gateway.recorder.events.at(-1)).toMatchObject({
        status: 'refused',
        errorCode: 'policy_denied',
        policy: { outcome: 'deny' },
      });
    } finally {
      await scene.stop();
    }
  });
});
