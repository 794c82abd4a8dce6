import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chatBody, errorOf, openScene, post } from './support/call.ts';
import { McpScene, toolAnswer } from './support/mcp-scene.ts';
import { openProxyScene, type ProxyScene } from './support/proxy-scene.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { setGuardrails } from './support/with-guardrails.ts';
import { setPolicies } from './support/with-policies.ts';
import { setProtection } from './support/with-protection.ts';

const blockPii = { detection: { actions: { pii: { action: 'block' } } } };
const onlyReadable = { levels: { restricted: { categories: ['secrets'], handling_requirements: { readable_only: true } } } };
const terms = (deny: string, type: string) => ({
  name: 'Words',
  definition: { side: 'input', check: { type: 'terms', deny: [deny] }, action: { type } },
});
const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } };

describe('[GOV-2] [GOV-5] [GOV-1] requests that are passed on as they are', () => {
  let scene: ProxyScene;
  beforeAll(async () => {
    scene = await openProxyScene('fast lane');
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.forget();
    scene.setPolicy('flag');
  });
  const json = { 'content-type': 'application/json' };
  const send = (path: string, body: string, headers: Record<string, string> = json) => scene.call('POST', path, { body, headers });

  it.each([
    ['a known protocol', '/upstream/v1/chat/completions', chatBody({ messages: [{ role: 'user', content: 'ada@example.com' }] })],
    ['JSON of no known protocol', '/claude/v1/odd', '{"deep":[{"name":"ada@example.com"}]}'],
    ['a text', '/claude/v1/odd', 'Write to ada@example.com'],
    ['the query', '/claude/v1/odd?to=ada%40example.com', '{}'],
  ])('%s is looked at, and refused where something would have to be taken out', async (_name, path, body) => {
    for (const action of ['block', 'redact']) {
      setProtection(scene.gateway, { detection: { actions: { pii: { action } } } });
      const refused = await send(path, body, path.endsWith('completions') ? json : {});
      expect([refused.status, JSON.stringify(await refused.json())]).toEqual([403, expect.stringContaining('email')]);
    }
    setPolicies(scene.gateway, [{ name: 'No addresses', actions: [{ type: 'redact', parameters: { patterns: ['email'] } }] }]);
    setProtection(scene.gateway, { detection: { scope: 'off' } });
    expect((await send(path, body)).status).toBe(403);
    expect(scene.provider.seen).toHaveLength(0);
  });

  it('what is noted passes byte by byte, whether its protocol is known or not', async () => {
    setProtection(scene.gateway, {});
    const chat = ` ${chatBody({ messages: [{ role: 'user', content: 'ada@example.com' }] })}`;
    scene.provider.script = answerJson(chatCompletion());
    expect((await send('/upstream/v1/chat/completions', chat)).status).toBe(200);
    expect(scene.provider.last.body.toString()).toBe(chat);
    expect((await send('/claude/v1/odd', 'ada@example.com')).status).toBe(200);
    expect(scene.provider.last.body.toString()).toBe('ada@example.com');
    expect(scene.gateway.recorder.events.map(({ classification }) => classification?.class)).toEqual(['confidential', 'confidential']);
  });

  it('guardrails read them, and what only some could be led elsewhere is refused', async () => {
    for (const action of ['block', 'route']) {
      const route = action === 'route' ? { route: 'gpt-4o' } : {};
      const { definition, ...named } = terms('orion', action);
      setGuardrails(scene.gateway, [{ ...named, definition: { ...definition, action: { type: action, ...route } } }]);
      expect((await send('/upstream/v1/chat/completions', chatBody({ messages: [{ role: 'user', content: 'Orion' }] }))).status).toBe(403);
      expect((await send('/claude/v1/odd', '{"url":"orion"}')).status).toBe(403);
    }
    expect(scene.provider.seen).toHaveLength(0);
    expect(scene.gateway.recorder.events.at(-1)?.errorCode).toBe('guardrail_blocked');
  });

  it('what policies compare with the text of a request is all that it says', async () => {
    setPolicies(scene.gateway, [
      { name: 'No Orion', conditions: [{ field: 'prompt', operator: 'contains', value: 'Orion' }], actions: [{ type: 'deny' }] },
    ]);
    expect((await send('/claude/v1/odd', '{"deep":["The ship Orion"]}')).status).toBe(403);
    expect((await send('/claude/v1/odd', 'The ship Orion', {})).status).toBe(403);
    expect((await send('/claude/v1/odd', 'The ship Argo', {})).status).toBe(200);
    expect(scene.provider.seen).toHaveLength(1);
  });

  it('what cannot be read is refused where its class wants it so, on every way', async () => {
    setProtection(scene.gateway, onlyReadable);
    const restricted = { ...json, 'x-tollgate-data-class': 'restricted' };
    const withPicture = chatBody({ messages: [{ role: 'user', content: [picture] }] });
    expect((await send('/upstream/v1/chat/completions', withPicture, restricted)).status).toBe(403);
    expect((await send('/claude/v1/odd', 'a\0b', restricted)).status).toBe(403);
    expect(scene.provider.seen).toHaveLength(0);
    expect((await send('/claude/v1/odd', 'ab', restricted)).status).toBe(200);
    expect((await send('/upstream/v1/chat/completions', withPicture)).status).toBe(200);
  });
});

describe('[GOV-2] readable content alone', () => {
  it('a chat with a picture is refused where its class wants it so, and a chat without one is not', async () => {
    const { gateway, provider, stop } = await openScene({});
    try {
      provider.script = answerJson(chatCompletion());
      setProtection(gateway, onlyReadable);
      const headers = { 'x-tollgate-data-class': 'restricted' };
      const refused = await post(gateway, { body: chatBody({ messages: [{ role: 'user', content: [picture] }] }), headers });
      expect([refused.status, (await errorOf(refused)).message]).toEqual([403, expect.stringContaining('no text')]);
      expect((await post(gateway, { headers })).status).toBe(200);
      expect(provider.seen).toHaveLength(1);
    } finally {
      await stop();
    }
  });
});

describe('[GOV-2] [GOV-5] [GOV-1] what tools are called with', () => {
  let scene: McpScene;
  beforeAll(async () => {
    scene = await McpScene.open();
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.register());
  const call = (text: string) => ({
    ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
    params: { name: 'send', arguments: { name: text } },
  });

  it.each([
    ['a class of data', () => setProtection(scene.gateway, blockPii), 'policy_denied'],
    ['a guardrail', () => setGuardrails(scene.gateway, [terms('ada', 'redact')]), 'guardrail_blocked'],
    [
      'a policy',
      () => setPolicies(scene.gateway, [{ name: 'No addresses', actions: [{ type: 'redact', parameters: { patterns: ['email'] } }] }]),
      'policy_denied',
    ],
  ])('is refused by %s, as an error of JSON-RPC, before the server sees it', async (_name, set, code) => {
    set();
    const refused = await scene.call(call('ada@example.com'));
    expect(await refused.json()).toMatchObject({ jsonrpc: '2.0', id: 1, error: { data: { code } } });
    expect(scene.server.seen).toHaveLength(0);
    scene.answers(answerJson(toolAnswer()));
    const passed = call('Grace');
    expect((await scene.call(passed)).status).toBe(200);
    expect(scene.server.last.body.toString()).toBe(JSON.stringify(passed));
  });
});
