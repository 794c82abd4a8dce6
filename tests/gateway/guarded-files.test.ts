import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from './support/call.ts';
import { type Field, formOf, wav } from './support/form.ts';
import { type ObjectScene, openObjectScene } from './support/object-scene.ts';
import { tenantId } from './support/test-gateway.ts';
import { setGuardrails } from './support/with-guardrails.ts';
import { setPolicies } from './support/with-policies.ts';
import { setProtection } from './support/with-protection.ts';

const line = (content: unknown): string =>
  JSON.stringify({
    custom_id: 'a',
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'gpt-4o-mini', max_tokens: 100, messages: [{ role: 'user', content }] },
  });
const terms = (deny: string, action: string) => ({
  name: 'Words',
  definition: { side: 'input', check: { type: 'terms', deny: [deny] }, action: { type: action } },
});
const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } };

describe('[GOV-2] [GOV-5] [GOV-1] what files and batches hold', () => {
  let scene: ObjectScene;
  beforeAll(async () => {
    scene = await openObjectScene('fast lane');
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.forget();
    const { snapshot } = scene.gateway;
    snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, protection: null, guardrails: null, policies: null });
  });

  const uploading = (purpose: string, content: string | Buffer, headers: Record<string, string> = {}): Promise<Response> => {
    const fields: Field[] = [
      ['purpose', purpose],
      ['file', Buffer.from(content)],
    ];
    return fetch(`${scene.gateway.baseUrl}/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scene.keys.own}`, 'content-type': 'multipart/form-data; boundary=----edge0001', ...headers },
      body: new Uint8Array(formOf(fields)),
    });
  };

  it.each(['block', 'redact'])('a line that holds what is to be met with "%s" refuses the whole batch, with its number', async (action) => {
    setProtection(scene.gateway, { detection: { actions: { pii: { action } } } });
    const response = await uploading('batch', `${line('Hello')}\n\n${line('Write to ada@example.com')}\n`);
    const error = await errorOf(response);
    expect([response.status, error.code]).toEqual([403, 'policy_denied']);
    expect(error.message).toContain('line 3');
    expect(error.message).toContain('email');
    expect(error.message).not.toContain('ada@');
    expect(scene.provider.seen).toHaveLength(0);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'refused', classification: { class: 'confidential', action: 'blocked' } });
  });

  it('what is only noted passes byte by byte, and gives the file its class', async () => {
    setProtection(scene.gateway, {});
    const content = `${line('Write to ada@example.com')}\n`;
    await scene.uploaded('batch', content);
    expect(scene.provider.last.body.includes(content)).toBe(true);
    expect(scene.gateway.recorder.only.classification).toMatchObject({ class: 'confidential', by: 'found', request: { email: 1 } });
  });

  it('a guardrail reads each line as the request that it is', async () => {
    setGuardrails(scene.gateway, [terms('orion', 'route')]);
    const response = await uploading('batch', `${line('Hello')}\n${line('The ship Orion')}`);
    const error = await errorOf(response);
    expect([response.status, error.code]).toEqual([403, 'guardrail_blocked']);
    expect(error.message).toContain('line 2');
    setGuardrails(scene.gateway, [terms('orion', 'flag')]);
    await scene.uploaded('batch', `${line('The ship Orion')}`);
    expect(scene.gateway.recorder.events.at(-1)?.policy?.guardrails).toMatchObject([{ action: 'flag' }]);
  });

  it('a webhook that must answer is not asked about lines, so it refuses the file; one that need not is noted', async () => {
    const hook = (failure: string) => ({
      name: 'Asked',
      definition: {
        side: 'input',
        check: { type: 'webhook', url: 'https://hook.example.com', on_failure: failure },
        action: { type: 'block' },
      },
      secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    });
    setGuardrails(scene.gateway, [hook('closed')]);
    const refused = await uploading('batch', line('Hello'));
    expect([refused.status, (await errorOf(refused)).code]).toEqual([503, 'guardrail_unavailable']);
    setGuardrails(scene.gateway, [hook('open')]);
    await scene.uploaded('batch', line('Hello'));
    expect(scene.provider.seen).toHaveLength(1);
  });

  it('what policies take out of requests is refused in a file, with its line', async () => {
    setPolicies(scene.gateway, [{ name: 'No addresses', actions: [{ type: 'redact', parameters: { patterns: ['email'] } }] }]);
    const response = await uploading('batch', `${line('Hello')}\n${line('ada@example.com')}`);
    const error = await errorOf(response);
    expect([response.status, error.code, error.message]).toEqual([403, 'policy_denied', expect.stringContaining('Line 2')]);
    await scene.uploaded('batch', line('Hello'));
  });

  it.each([
    ['a text', 'Notes\n\nWrite to ada@example.com', 'line 3'],
    ['JSON with escapes', '{\n "to": "\\u0061da@example.com"\n}', 'email'],
    ['lines of JSON', '{"a":"b"}\n{"to":"ada@example.com"}', 'line 2'],
  ])('a file of another purpose is read where it is %s', async (_name, content, words) => {
    setProtection(scene.gateway, { detection: { actions: { pii: { action: 'block' } } } });
    const response = await uploading('user_data', content);
    expect([response.status, (await errorOf(response)).message]).toEqual([403, expect.stringContaining(words)]);
  });

  it.each([
    ['bytes that are no text', 'user_data', wav(1)],
    ['a text that is too long', 'user_data', 'a b '.repeat(1_100_000)],
    ['a batch with a picture', 'batch', line([picture])],
  ])('%s pass, unless the class of the call lets only pass what can be read', async (_name, purpose, content) => {
    const levels = { restricted: { categories: [], handling_requirements: { readable_only: true } } };
    setProtection(scene.gateway, { levels });
    scene.provider.script = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: `file-${purpose}-${_name.length}`, object: 'file', purpose }));
    };
    expect((await uploading(purpose, content)).status).toBe(200);
    const refused = await uploading(purpose, content, { 'x-tollgate-data-class': 'restricted' });
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'policy_denied']);
    expect(
      (await uploading(purpose, purpose === 'batch' ? line('Hello') : 'Hello', { 'x-tollgate-data-class': 'restricted' })).status,
    ).toBe(200);
    expect(scene.provider.seen).toHaveLength(2);
  });
});
