import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorOf, gpt4oMini, openScene, type Scene } from './support/call.ts';
import { type Field, formOf, formType, wav } from './support/form.ts';
import { answerJson, answerStream } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';
import { setGuardrails } from './support/with-guardrails.ts';
import { setPolicies } from './support/with-policies.ts';
import { setProtection } from './support/with-protection.ts';

const sound = wav(1);
const model = 'gpt-4o-mini';
const redactPii = { detection: { actions: { pii: { action: 'redact' } } } };
const denying = (deny: string, type: string, more: object = {}) => ({
  name: 'Words',
  definition: { side: 'input', check: { type: 'terms', deny: [deny] }, action: { type, ...more } },
});

/** A recording with a prompt; what is not said in the prompt stands in the form as it came. */
const recording = (prompt: string): readonly Field[] => [
  ['file', sound],
  ['prompt', prompt],
  ['model', model],
];
const edit = (prompt: string): readonly Field[] => [
  ['image', sound],
  ['model', model],
  ['prompt', prompt],
];

describe('[GOV-2] [GOV-5] [GOV-1] forms are looked at like every other request', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene({});
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    const { gateway, provider } = scene;
    gateway.recorder.events.length = gateway.recorder.holds.length = provider.seen.length = 0;
    gateway.snapshot.addTenant({ tenantId, connections: [connectionTo(`http://127.0.0.1:${provider.port}`)] });
    gateway.snapshot.addPrice(gpt4oMini);
    provider.script = answerJson('{"text":"Dear <EMAIL_1>","usage":{"type":"tokens","input_tokens":5,"output_tokens":5}}');
  });

  const send = (path: string, fields: readonly Field[]): Promise<Response> =>
    fetch(`${scene.gateway.baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scene.gateway.key}`, 'content-type': formType },
      body: new Uint8Array(formOf(fields)),
    });

  test('the prompt of a recording goes out with tokens, which come back in the transcript; every other byte stays', async () => {
    const { gateway, provider } = scene;
    setProtection(gateway, redactPii);
    const response = await send('/audio/transcriptions', recording('Of ada@example.com'));
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ text: 'Dear ada@example.com' })]);
    expect(provider.last.body.equals(formOf(recording('Of <EMAIL_1>')))).toBe(true);
    expect(gateway.recorder.only.classification).toMatchObject({ class: 'confidential', action: 'redacted', request: { email: 1 } });
  });

  test('so does that of a picture; nothing found, nothing changed', async () => {
    const { gateway, provider } = scene;
    setProtection(gateway, redactPii);
    provider.script = answerJson('{"created":1,"data":[{"b64_json":"iVBORw0KGgo="}],"usage":{"input_tokens":5,"output_tokens":5}}');
    expect((await send('/images/edits', edit('Write ada@example.com on it'))).status).toBe(200);
    expect(provider.last.body.equals(formOf(edit('Write <EMAIL_1> on it')))).toBe(true);
    expect((await send('/images/edits', edit('Add a gate'))).status).toBe(200);
    expect(provider.last.body.equals(formOf(edit('Add a gate')))).toBe(true);
  });

  test('what a transcript says is taken out of it, in each of its forms and in a stream', async () => {
    const { gateway, provider } = scene;
    setProtection(gateway, redactPii);
    provider.script = (response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end('1\n00:00:00,000 --> 00:00:01,000\nWrite to ada@example.com\n');
    };
    const srt = await send('/audio/transcriptions', [...recording('Names'), ['response_format', 'srt']]);
    expect(await srt.text()).toBe('1\n00:00:00,000 --> 00:00:01,000\nWrite to [EMAIL]\n');
    const event = (body: object) => `data: ${JSON.stringify(body)}\n\n`;
    provider.script = answerStream([
      event({ type: 'transcript.text.delta', delta: 'Write to ada@exam' }),
      event({ type: 'transcript.text.delta', delta: 'ple.com' }),
      event({ type: 'transcript.text.done', text: 'Write to ada@example.com', usage: { input_tokens: 1, output_tokens: 1 } }),
    ]);
    const stream = await send('/audio/transcriptions', [...recording('Names'), ['stream', 'true']]);
    const text = await stream.text();
    expect(text).toContain('[EMAIL]');
    expect(text).not.toContain('ada@');
  });

  test('what is blocked, by a class or by a guardrail, is never sent', async () => {
    const { gateway, provider } = scene;
    setProtection(gateway, { detection: { actions: { financial: { action: 'block' } } } });
    const refused = await send('/audio/transcriptions', recording('The card is 4111 1111 1111 1111'));
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'policy_denied']);
    setProtection(gateway, { detection: { scope: 'off' } });
    setGuardrails(gateway, [denying('orion', 'block')]);
    const guarded = await send('/images/edits', edit('The ship Orion'));
    expect([guarded.status, (await errorOf(guarded)).code]).toEqual([403, 'guardrail_blocked']);
    expect(provider.seen).toHaveLength(0);
  });

  test('guardrails and policies take out of a form what they take out of JSON, one after the other', async () => {
    const { gateway, provider } = scene;
    setGuardrails(gateway, [denying('orion', 'redact')]);
    setPolicies(gateway, [{ name: 'No addresses', actions: [{ type: 'redact', parameters: { patterns: ['email'] } }] }]);
    expect((await send('/audio/translations', recording('Orion, ada@example.com'))).status).toBe(200);
    expect(provider.last.body.equals(formOf(recording('[REDACTED], [EMAIL]')))).toBe(true);
  });

  test('a guardrail leads a form elsewhere, with the name of the other model in it', async () => {
    const { gateway, provider } = scene;
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${provider.port}`, { models: [model, 'gpt-4o'] })]);
    setGuardrails(gateway, [denying('orion', 'route', { route: 'gpt-4o' })]);
    const response = await send('/audio/transcriptions', recording('Orion'));
    expect([response.status, response.headers.get('x-tollgate-target')]).toEqual([200, 'upstream/gpt-4o']);
    expect(provider.last.body.toString('latin1')).toContain('name="model"\r\n\r\ngpt-4o\r\n');
  });
});
