import { afterEach, describe, expect, test } from 'vitest';
import type { CacheSettings } from '#lib/gateway/cache/cache-settings.ts';
import { chatBody, errorOf, gpt4oMini, openScene, post, readStream, type Scene } from './support/call.ts';
import { type Field, formOf, formType, wav } from './support/form.ts';
import { answerJson, answerStream, chatCompletion, chunk, done, ScriptedProvider } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';
import { setGuardrails } from './support/with-guardrails.ts';
import { setProtection } from './support/with-protection.ts';

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function sceneOf(): Promise<Scene> {
  const scene = await openScene({ settings: { streamEndMs: 200 } });
  stop = scene.stop;
  scene.provider.script = answerJson(chatCompletion());
  return scene;
}

const asking = (content: unknown, more: object = {}) => chatBody({ messages: [{ role: 'user', content }], ...more });
const streamed = (...events: string[]) => answerStream([...events, chunk({}, 'stop'), done]);
const redactPii = { actions: { pii: { action: 'redact' } } };
const patient = 'Patient NHS 943 476 5919';
const cache: CacheSettings = { mode: 'all', ttlSeconds: 60, isolation: 'tenant', semantic: null, epoch: 1 };

/** The stream of a provider that goes on only once its first event is with the caller. */
async function readInTwo(
  { gateway, provider }: Pick<Scene, 'gateway' | 'provider'>,
  head: string,
  rest: readonly string[],
): Promise<string> {
  let release = () => {};
  const seen = new Promise<void>((resolve) => {
    release = resolve;
  });
  provider.script = async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(head);
    await seen;
    response.end(rest.join(''));
  };
  const response = await post(gateway, { body: chatBody({ stream: true }), signal: AbortSignal.timeout(5_000) });
  const parts: Buffer[] = [];
  for await (const part of response.body ?? []) {
    parts.push(Buffer.from(part));
    release();
  }
  return Buffer.concat(parts).toString();
}

/** What an event adds, as far as it is read here. */
interface Delta {
  readonly function_call?: { readonly arguments?: string };
  readonly tool_calls?: readonly { readonly custom?: { readonly input?: string } }[];
}

describe('[GOV-2] [GOV-5] where a call is led', () => {
  const models = ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1'];
  const serve = ({ gateway, provider }: Scene) =>
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${provider.port}/v1`, { models })]);
  const targetOf = async ({ gateway }: Scene, model: string, route: string) => {
    const response = await post(gateway, { body: asking(patient, { model }), headers: { 'x-tollgate-route': route } });
    return response.headers.get('x-tollgate-target');
  };
  const toSafe = { detection: { actions: { phi: { action: 'route', route: 'gpt-4o' } } } };
  const guardTo = (route: string) => ({
    name: 'Elsewhere',
    definition: { side: 'input', check: { type: 'terms', deny: ['patient'] }, action: { type: 'route', route } },
  });

  test('stays so although the caller asks for that very model and names another route', async () => {
    const scene = await sceneOf();
    serve(scene);
    setProtection(scene.gateway, toSafe);
    expect(await targetOf(scene, 'gpt-4o', 'gpt-4o-mini')).toBe('upstream/gpt-4o');
    setProtection(scene.gateway, {});
    setGuardrails(scene.gateway, [guardTo('gpt-4o')]);
    expect(await targetOf(scene, 'gpt-4o', 'gpt-4o-mini')).toBe('upstream/gpt-4o');
  });

  test('what it holds goes before what it speaks of', async () => {
    const scene = await sceneOf();
    serve(scene);
    setProtection(scene.gateway, toSafe);
    setGuardrails(scene.gateway, [guardTo('gpt-4.1')]);
    expect(await targetOf(scene, 'gpt-4o-mini', 'gpt-4o-mini')).toBe('upstream/gpt-4o');
    expect(scene.gateway.recorder.only.policy?.guardrails).toMatchObject([{ action: 'route' }]);
  });
});

describe('[GOV-2] [GOV-3] a class that needs an approval', () => {
  test('needs it on the way to one connection, too', async () => {
    const { gateway, provider } = await sceneOf();
    setProtection(gateway, { levels: { restricted: { categories: ['phi'], handling_requirements: { approval_required: true } } } });
    const passOn = (headers: Record<string, string>) =>
      fetch(`${gateway.baseUrl}/proxy/upstream/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway.key}`, 'content-type': 'application/json', ...headers },
        body: chatBody(),
      });
    const refused = await passOn({ 'x-tollgate-data-class': 'restricted' });
    expect([refused.status, (await errorOf(refused)).code, provider.seen.length]).toEqual([403, 'approval_required', 0]);
    expect((await passOn({})).status).toBe(200);
  });
});

describe('[GOV-2] [GW-7] answers from the cache', () => {
  test('are told as the rules of now want them, streams too, and not where they may not be told', async () => {
    const { gateway, provider } = await sceneOf();
    gateway.snapshot.addTenant({ ...gateway.snapshot.tenant(tenantId), tenantId, cache });
    provider.script = answerJson(chatCompletion('Mail ada@example.com today'));
    await (await post(gateway)).text();
    provider.script = streamed(chunk({ content: 'Mail ada@exam' }), chunk({ content: 'ple.com today' }));
    const body = chatBody({ stream: true });
    await (await post(gateway, { body })).text();
    setProtection(gateway, { detection: redactPii });
    const whole = await post(gateway);
    expect([whole.headers.get('x-tollgate-cache'), whole.headers.get('content-length')]).toEqual(['hit', expect.any(String)]);
    const text = await whole.text();
    expect(text).toContain('Mail [EMAIL] today');
    const stream = await post(gateway, { body });
    expect(stream.headers.get('x-tollgate-cache')).toBe('hit');
    expect(readStream(await stream.text())).toEqual({ content: 'Mail [EMAIL] today', error: undefined, isDone: true });
    expect(gateway.recorder.events.at(-1)?.classification).toMatchObject({ action: 'redacted', answer: { email: 1 } });
    setProtection(gateway, { detection: { actions: { pii: { action: 'block' } } } });
    const refused = await post(gateway);
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'policy_denied']);
    expect(provider.seen).toHaveLength(2);
  });

  test('[GOV-3] are not looked for with a model where calls of the class must not go', async () => {
    const { gateway, provider } = await sceneOf();
    const inEurope = '01936b1e-7a00-7000-8000-0000000000e1';
    const embedder = new ScriptedProvider();
    const address = await embedder.start();
    const stopScene = stop;
    stop = async () => {
      await stopScene();
      await embedder.stop();
    };
    embedder.script = answerJson(JSON.stringify({ object: 'list', data: [{ index: 0, embedding: [1, 0] }], usage: { prompt_tokens: 1 } }));
    gateway.snapshot.setConnections(tenantId, [
      connectionTo(`http://127.0.0.1:${provider.port}/v1`, { connectionId: inEurope, name: 'europe' }),
      connectionTo(address, { connectionId: '01936b1e-7a00-7000-8000-0000000000e2', name: 'elsewhere', models: ['embedder'] }),
    ]);
    gateway.snapshot.addPrice({ ...gpt4oMini, model: 'embedder' });
    const semantic = { embeddingModel: 'embedder', similarityMin: 0.9 };
    gateway.snapshot.addTenant({ ...gateway.snapshot.tenant(tenantId), tenantId, cache: { ...cache, semantic } });
    const levels = { confidential: { categories: ['pii'], handling_requirements: { geographic_restrictions: ['eu'] } } };
    setProtection(gateway, { levels, parts: { regionOf: (id) => (id === inEurope ? 'eu' : 'us') } });
    expect((await post(gateway, { body: asking('Who is ada@example.com?') })).status).toBe(200);
    expect(embedder.seen).toHaveLength(0);
    expect((await post(gateway, { body: asking('Who is there?') })).status).toBe(200);
    expect(embedder.seen).toHaveLength(1);
  });
});

describe('[GOV-2] every text of an answer', () => {
  test('transcripts, in formats that are no JSON and as streams', async () => {
    const { gateway, provider } = await sceneOf();
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${provider.port}/v1`, { models: ['whisper'] })]);
    setProtection(gateway, { detection: redactPii });
    const transcribe = async (...more: Field[]) => {
      const fields: Field[] = [['model', 'whisper'], ...more, ['file', wav(1)]];
      const response = await fetch(`${gateway.baseUrl}/audio/transcriptions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway.key}`, 'content-type': formType },
        body: new Uint8Array(formOf(fields)),
      });
      return `${response.status} ${await response.text()}`;
    };
    provider.script = (response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('She said "write to\nada@example.com" today\n');
    };
    expect(await transcribe(['response_format', 'text'])).toBe('200 She said "write to\n[EMAIL]" today\n');
    const delta = (text: string) => `data: ${JSON.stringify({ type: 'transcript.text.delta', delta: text })}\n\n`;
    provider.script = answerStream([
      ...['Write to ada@', 'example.com', ' today'].map(delta),
      `data: ${JSON.stringify({ type: 'transcript.text.done', text: 'Write to ada@example.com today' })}\n\n`,
    ]);
    const stream = await transcribe(['stream', 'true']);
    expect(stream).not.toContain('example');
    const told = [...stream.matchAll(/"delta":"([^"]*)"/g)].map(([, text]) => text).join('');
    expect(told).toBe('Write to [EMAIL] today');
    expect(stream).toContain('"text":"Write to [EMAIL] today"');
  });

  test('of a stream also what stands in fields that few models use', async () => {
    const { gateway, provider } = await sceneOf();
    setProtection(gateway, { detection: redactPii });
    provider.script = streamed(
      chunk({ role: 'assistant', content: [{ type: 'text', text: 'Mail bob@example.com now' }] }),
      chunk({ function_call: { name: 'mail', arguments: '{"to":"<EMA' } }),
      chunk({ function_call: { arguments: 'IL_1>"}' } }),
      chunk({ tool_calls: [{ index: 0, type: 'custom', custom: { name: 'mail', input: 'carl@exam' } }] }),
      chunk({ tool_calls: [{ index: 0, custom: { input: 'ple.com' } }] }),
      chunk({ annotations: [{ title: 'Of dora@example.com' }] }),
    );
    const stream = await (await post(gateway, { body: asking('I am ada@example.com', { stream: true }) })).text();
    const deltas = [...stream.matchAll(/^data: (\{.*\})$/gm)].map(([, json = '']): Delta => JSON.parse(json).choices?.[0]?.delta ?? {});
    const joined = (read: (delta: Delta) => string | undefined) => deltas.map((delta) => read(delta) ?? '').join('');
    expect(deltas[0]).toEqual({ role: 'assistant', content: [{ type: 'text', text: 'Mail [EMAIL] now' }] });
    expect(joined(({ function_call: call }) => call?.arguments)).toBe('{"to":"ada@example.com"}');
    expect(joined(({ tool_calls: calls }) => calls?.[0]?.custom?.input)).toBe('[EMAIL]');
    expect(stream).toContain('Of [EMAIL]');
    expect(stream).not.toMatch(/bob|carl|dora/);
  });
});

describe('[GOV-5] guardrails over answers', () => {
  test('one that only watches or flags stops nothing, however long a stream is, and keeps nothing back', async () => {
    const { gateway, provider } = await sceneOf();
    const check = { type: 'output_schema', schema: { type: 'object' } };
    const orion = { type: 'terms', deny: ['Project Orion'] };
    setGuardrails(gateway, [
      { name: 'Watch', mode: 'shadow', definition: { side: 'output', check } },
      { name: 'Flag', definition: { side: 'output', check: orion, action: { type: 'flag' } } },
    ]);
    const part = 'Project Orion and more words. '.repeat(400);
    const parts = Array.from({ length: 30 }, () => chunk({ content: part }));
    const stream = await readInTwo({ gateway, provider }, chunk({ content: 'Hello' }), [...parts, chunk({}, 'stop'), done]);
    const { content, error, isDone } = readStream(stream);
    expect([content.length, error, isDone]).toEqual([5 + 30 * part.length, undefined, true]);
    expect(gateway.recorder.only.policy?.guardrails).toMatchObject([{ mode: 'active', action: 'flag' }, { mode: 'shadow' }]);
  });

  test('that may stop an answer let pictures pass, which say nothing', async () => {
    const { gateway, provider } = await sceneOf();
    setGuardrails(gateway, [{ name: 'No Orion', definition: { side: 'output', check: { type: 'terms', deny: ['Project Orion'] } } }]);
    const picture = (type: string, more: object) => `data: ${JSON.stringify({ type: `image_generation.${type}`, ...more })}\n\n`;
    const events = [
      picture('partial_image', { b64_json: 'iVBORw0KGgo=', partial_image_index: 0 }),
      picture('completed', { b64_json: 'iVBORw0KGgo=', usage: { input_tokens: 3, output_tokens: 4 } }),
    ];
    provider.script = answerStream(events);
    const response = await fetch(`${gateway.baseUrl}/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o-mini', prompt: 'A gate', stream: true, partial_images: 1 }),
    });
    expect((await response.text()).replace(/: x-tollgate-cost: [^\n]+\n\n/, '')).toBe(events.join(''));
    expect(gateway.recorder.only.status).toBe('succeeded');
  });

  test('[GOV-2] read a stream as its caller gets it, to its end', async () => {
    const { gateway, provider } = await sceneOf();
    setProtection(gateway, { detection: redactPii });
    const schema = { type: 'object', properties: { to: { type: 'string', enum: ['ada@example.com'] } }, required: ['to'] };
    setGuardrails(gateway, [{ name: 'Shape', definition: { side: 'output', check: { type: 'output_schema', schema } } }]);
    provider.script = streamed(chunk({ content: '{"to":"<EMAIL' }), chunk({ content: '_1>"}' }));
    const body = asking('I am ada@example.com', { stream: true });
    expect(readStream(await (await post(gateway, { body })).text())).toEqual({
      ...{ content: '{"to":"ada@example.com"}', error: undefined, isDone: true },
    });
    setGuardrails(gateway, [
      { name: 'No mail', definition: { side: 'output', check: { type: 'terms', deny: ['example'] }, action: { type: 'flag' } } },
    ]);
    provider.script = streamed(chunk({ content: 'Mail bob@example.com' }));
    const stream = await (await post(gateway, { body: chatBody({ stream: true }) })).text();
    expect(readStream(stream).content).toBe('Mail [EMAIL]');
    expect(gateway.recorder.events.at(-1)?.policy).toBeUndefined();
  });

  test('[GOV-2] a webhook is told tokens and not the values behind them, nor what is taken out', async () => {
    const { gateway, provider } = await sceneOf();
    const hook = new ScriptedProvider();
    const url = `${await hook.start()}/check`;
    const stopScene = stop;
    stop = async () => {
      await stopScene();
      await hook.stop();
    };
    hook.script = answerJson(JSON.stringify({ action: 'allow' }));
    setProtection(gateway, { detection: redactPii });
    const definition = { side: 'both', check: { type: 'webhook', url, on_failure: 'closed' } };
    setGuardrails(gateway, [{ name: 'Ours', secret: 'whsec-0123456789abcdefghij', definition }]);
    provider.script = answerJson(chatCompletion('Dear <EMAIL_1>, not bob@example.com'));
    const whole = await (await post(gateway, { body: asking('I am ada@example.com') })).text();
    provider.script = streamed(chunk({ content: 'Dear <EMAIL_1>, not bob@' }), chunk({ content: 'example.com' }));
    const stream = await (await post(gateway, { body: asking('I am ada@example.com', { stream: true }) })).text();
    expect([whole.includes('Dear ada@example.com, not [EMAIL]'), readStream(stream).content]).toEqual([
      true,
      'Dear ada@example.com, not [EMAIL]',
    ]);
    const told = hook.seen.map(({ body }) => JSON.parse(body.toString()).texts.at(-1).text);
    const answer = 'Dear <EMAIL_1>, not [EMAIL]';
    expect(told).toEqual(['I am <EMAIL_1>', answer, 'I am <EMAIL_1>', answer]);
  });
});
