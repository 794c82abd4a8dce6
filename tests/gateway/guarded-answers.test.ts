import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chatBody, readStream } from './support/call.ts';
import { McpScene, toolCall } from './support/mcp-scene.ts';
import { type ObjectScene, openObjectScene } from './support/object-scene.ts';
import { openProxyScene, type ProxyScene } from './support/proxy-scene.ts';
import { answerJson, answerStream, chatCompletion, chunk, done, type ProviderScript, usageChunk } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';
import { setGuardrails } from './support/with-guardrails.ts';
import { setPolicies } from './support/with-policies.ts';
import { setProtection } from './support/with-protection.ts';

const redactPii = { detection: { actions: { pii: { action: 'redact' } } } };
const blockPii = { detection: { actions: { pii: { action: 'block' } } } };
const denying = (deny: string, type = 'block') => ({
  name: 'Words',
  definition: { side: 'output', check: { type: 'terms', deny: [deny] }, action: { type } },
});
const says =
  (contentType: string, body: string | Buffer): ProviderScript =>
  (response) => {
    response.writeHead(200, { 'content-type': contentType, etag: '"1"', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  };

describe('[GOV-2] [GOV-5] [GOV-1] answers that are passed on as they are', () => {
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
  const chat = (more: object = {}) => scene.call('POST', '/upstream/v1/chat/completions', { body: chatBody(more), headers: json });
  const odd = () => scene.call('POST', '/claude/v1/odd', { body: '{}', headers: json });

  it('are told without what is taken out, and metered as ever', async () => {
    setProtection(scene.gateway, redactPii);
    scene.provider.script = answerJson(chatCompletion('Write to bob@example.com'));
    const response = await chat();
    const text = await response.text();
    expect([response.status, text.includes('[EMAIL]'), text.includes('bob@')]).toEqual([200, true, false]);
    expect(scene.gateway.recorder.only).toMatchObject({
      status: 'succeeded',
      usageSource: 'provider',
      classification: { answer: { email: 1 } },
    });
    setProtection(scene.gateway, { detection: { scope: 'off' } });
    setPolicies(scene.gateway, [
      { name: 'No addresses', actions: [{ type: 'redact', parameters: { patterns: ['email'], applies_to: 'answers' } }] },
    ]);
    expect(await (await chat()).text()).toContain('[EMAIL]');
  });

  it('so are streams, however they are cut', async () => {
    setProtection(scene.gateway, redactPii);
    const bytes = [
      chunk({ content: 'Write to bob@ex' }),
      chunk({ content: 'ample.com at once' }),
      chunk({}, 'stop'),
      usageChunk(5, 5),
      done,
    ].join('');
    const parts: string[] = [];
    for (let at = 0; at < bytes.length; at += 37) parts.push(bytes.slice(at, at + 37));
    scene.provider.script = answerStream(parts);
    const read = readStream(await (await chat({ stream: true })).text());
    expect(read).toEqual({ content: 'Write to [EMAIL] at once', error: undefined, isDone: true });
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'succeeded', usageSource: 'provider' });
  });

  it.each([
    ['a class of data', () => setProtection(scene.gateway, blockPii), 'policy_denied'],
    ['a guardrail', () => setGuardrails(scene.gateway, [denying('bob')]), 'guardrail_blocked'],
  ])('are held back by %s, whole ones and streams, and are paid for', async (_name, set, code) => {
    set();
    scene.provider.script = answerJson(chatCompletion('Write to bob@example.com'));
    const whole = await chat();
    expect([whole.status, JSON.stringify(await whole.json())]).toEqual([403, expect.stringContaining(code)]);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', errorCode: code, usageSource: 'provider' });
    scene.provider.script = answerStream([chunk({ content: 'Write to ' }), chunk({ content: 'bob@example.com' }), chunk({}, 'stop'), done]);
    const told: string[] = [];
    try {
      const stream = await chat({ stream: true });
      const decoder = new TextDecoder();
      for await (const part of stream.body ?? []) told.push(decoder.decode(part));
    } catch {
      // Its connection breaks off.
    }
    expect(told.join('')).not.toContain('bob@');
    expect(told.join('')).not.toContain('[DONE]');
    expect(scene.gateway.recorder.events.at(-1)).toMatchObject({ status: 'failed', errorCode: code });
  });

  it.each([
    ['JSON', 'application/json', '{"a":"bob@example.com"}', '{"a":"[EMAIL]"}'],
    ['lines of JSON', 'application/x-ndjson', '{"a":"bob@example.com"}\n{"a":1}', '{"a":"[EMAIL]"}\n{"a":1}'],
    ['a text', 'text/plain', 'Write to bob@example.com', 'Write to [EMAIL]'],
    ['bytes that are a text', 'application/octet-stream', 'Write to bob@example.com', 'Write to [EMAIL]'],
    ['events of an unknown kind', 'text/event-stream', 'data: {"x":"bob@example.com"}\n\n', 'data: {"x":"[EMAIL]"}\n\n'],
  ])('of which nobody knows the protocol are read as %s', async (_name, type, body, told) => {
    setProtection(scene.gateway, redactPii);
    scene.provider.script = says(type, body);
    const response = await odd();
    expect([await response.text(), response.headers.get('etag'), response.headers.get('content-type')]).toEqual([told, null, type]);
    setGuardrails(scene.gateway, [denying('bob')]);
    setProtection(scene.gateway, { detection: { scope: 'off' } });
    expect((await odd()).status).toBe(403);
  });

  it('pass byte by byte where they have no words, and where nobody looks', async () => {
    setProtection(scene.gateway, redactPii);
    const picture = Buffer.from([0x89, 0x50, 0, 0xff, 0x0d]);
    for (const type of ['image/png', 'application/octet-stream']) {
      scene.provider.script = says(type, picture);
      expect(Buffer.from(await (await odd()).arrayBuffer()).equals(picture)).toBe(true);
    }
    setProtection(scene.gateway, { detection: { scope: 'off' } });
    scene.provider.script = says('text/plain', 'bob@example.com');
    const response = await odd();
    expect([await response.text(), response.headers.get('etag')]).toEqual(['bob@example.com', '"1"']);
  });
});

describe('[GOV-2] [GOV-5] what tools answer', () => {
  let scene: McpScene;
  beforeAll(async () => {
    scene = await McpScene.open();
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.register());
  const result = (text: string) => `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":${JSON.stringify(text)}}]}}`;
  const streamOf = (...texts: string[]) => answerStream(texts.map((text) => `id: 7\ndata: ${text}\n\n`));
  const note = '{"jsonrpc":"2.0","method":"notifications/message","params":{"data":"From bob@example.com"}}';

  it('is told without what is taken out, whole and event by event', async () => {
    setProtection(scene.gateway, redactPii);
    scene.answers(answerJson(result('Write to bob@example.com')));
    expect(await (await scene.call(toolCall('search'))).text()).toBe(result('Write to [EMAIL]'));
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'succeeded', classification: { answer: { email: 1 } } });
    scene.answers(streamOf(note, result('Write to bob@example.com')));
    const stream = await (await scene.call(toolCall('search'))).text();
    expect(stream).toContain('From [EMAIL]');
    expect(stream).toContain(`id: 7\ndata: ${result('Write to [EMAIL]')}`);
    expect(stream).not.toContain('bob@');
  });

  it('is held back where a guardrail or a class does not let it through', async () => {
    for (const [set, code] of [
      [() => setProtection(scene.gateway, blockPii), 'policy_denied'],
      [() => setGuardrails(scene.gateway, [denying('bob')]), 'guardrail_blocked'],
    ] as const) {
      scene.register();
      set();
      scene.answers(answerJson(result('Write to bob@example.com')));
      const refused = await scene.call(toolCall('search'));
      expect(await refused.json()).toMatchObject({ id: 1, error: { data: { code } } });
      expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', errorCode: code });
      scene.answers(streamOf(note, result('Write to bob@example.com')));
      const told = await scene
        .call(toolCall('search'))
        .then((response) => response.text())
        .catch(() => '');
      expect(told).not.toContain('bob@');
      expect(scene.gateway.recorder.events.at(-1)).toMatchObject({ status: 'failed', errorCode: code });
    }
  });
});

describe('[GOV-2] [GOV-5] what a batch has answered', () => {
  let scene: ObjectScene;
  beforeAll(async () => {
    scene = await openObjectScene('fast lane');
  });
  afterAll(() => scene.stop());

  it('is told without what is taken out when its file is fetched, line by line; a line that is not let through holds the file back', async () => {
    const id = await scene.uploaded('user_data', 'x');
    const line = (text: string) => JSON.stringify({ custom_id: 'a', response: { body: { choices: [{ message: { content: text } }] } } });
    const fetched = async () => {
      scene.provider.script = says('application/octet-stream', `${line('Hello')}\n${line('Write to bob@example.com')}\n`);
      const response = await scene.ask('GET', `/files/${id}/content`);
      return [response.status, await response.text()];
    };
    setProtection(scene.gateway, redactPii);
    expect(await fetched()).toEqual([200, `${line('Hello')}\n${line('Write to [EMAIL]')}\n`]);
    const { snapshot } = scene.gateway;
    snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, protection: null });
    setGuardrails(scene.gateway, [denying('bob')]);
    expect(await fetched()).toEqual([403, expect.stringContaining('guardrail_blocked')]);
  });
});
