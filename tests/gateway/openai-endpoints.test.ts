import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, lanes, openScene, type Scene } from './support/call.ts';
import { answerJson } from './support/scripted-provider.ts';
import { connectionTo, sandboxConnection, tenantId } from './support/test-gateway.ts';

describe.each(lanes)('[GW-1] OpenAI’s endpoints beside chat through the %s', (lane) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene({ lane });
    const { gateway, provider } = scene;
    const address = `http://127.0.0.1:${provider.port}`;
    gateway.snapshot.setConnections(tenantId, [
      connectionTo(address),
      connectionTo(address, { connectionId: '01936b1e-7a00-7000-8000-0000000000c3', name: 'seek', provider: 'deepseek', models: ['seek'] }),
      connectionTo(address, {
        connectionId: '01936b1e-7a00-7000-8000-0000000000c4',
        name: 'open',
        provider: 'openai',
        models: ['omni-moderation-latest', 'text-moderation'],
      }),
      sandboxConnection,
    ]);
    const free = [{ fromTokens: 0, picoUsdPerUnit: { input: 0n } }];
    for (const model of ['omni-moderation-latest', 'text-moderation'])
      gateway.snapshot.addPrice({ provider: 'openai', model, tiers: free });
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.gateway.recorder.events.length = 0;
    scene.gateway.recorder.holds.length = 0;
    scene.provider.seen.length = 0;
  });

  const post = (path: string, body: string): Promise<Response> =>
    fetch(`${scene.gateway.baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scene.gateway.key}`, 'content-type': 'application/json' },
      body,
    });

  /** What each endpoint is asked and answers, written with spaces and numbers that a parser would not keep. */
  const endpoints = [
    {
      path: '/embeddings',
      protocol: 'openai.embeddings',
      ask: '{ "input" : ["caf\\u00e9", "b"],"dimensions":2, "model":"gpt-4o-mini","x":1.50 }',
      answer: '{"object":"list","data":[{"embedding":[1.0e-7,0.50]}],"usage":{"prompt_tokens":20,"total_tokens":20},"kept":true}',
      usage: { input: 20, cacheRead: null, cacheWrite: null, output: 0, reasoning: null },
      costNanoUsd: 3_000n,
      missing: '{"model":"gpt-4o-mini"}',
      pointer: 'input',
    },
    {
      path: '/responses',
      protocol: 'openai.responses',
      ask: '{"model": "gpt-4o-mini" ,"input":"What is the capital of France?\\u003f","metadata":{"a":"1.50"},"store":false}',
      answer:
        '{"id":"resp_1","object":"response","status":"completed","error":null,"output":[{"type":"message","content":[{"type":"output_text","text":"Paris."}]}], "usage":{"input_tokens":12,"input_tokens_details":{"cached_tokens":2},"output_tokens":3,"output_tokens_details":{"reasoning_tokens":1}}}',
      usage: { input: 10, cacheRead: 2, cacheWrite: null, output: 3, reasoning: 1 },
      costNanoUsd: 3_450n,
      missing: '{"model":"gpt-4o-mini"}',
      pointer: 'input',
    },
    {
      path: '/moderations',
      protocol: 'openai.moderations',
      ask: '{"input":[{"type":"text","text":"caf\\u00e9"}] , "model":"gpt-4o-mini"}',
      answer: '{"id":"modr-1","results":[{"flagged":false,"category_scores":{"x":1.0e-7}}],"usage":{"prompt_tokens":7}}',
      usage: { input: 7, cacheRead: null, cacheWrite: null, output: 0, reasoning: null },
      costNanoUsd: 1_050n,
      missing: '{"model":"gpt-4o-mini","input":{}}',
      pointer: 'input',
    },
    {
      path: '/images/generations',
      protocol: 'openai.images_generations',
      ask: '{"prompt":"A gate \\u2013 at dusk","n":2 ,"size":"1024x1024","model":"gpt-4o-mini"}',
      answer:
        '{"created":1,"data":[{"b64_json":"iVBORw0KGgo="},{"b64_json":"iVBORw0KGgo="}],"usage":{"input_tokens":9,"input_tokens_details":{"text_tokens":9,"image_tokens":0},"output_tokens":8320}}',
      usage: { input: 9, cacheRead: null, cacheWrite: null, output: 8_320, reasoning: null },
      costNanoUsd: 4_993_350n,
      missing: '{"model":"gpt-4o-mini","prompt":["x"]}',
      pointer: 'prompt',
    },
    {
      path: '/rerank',
      protocol: 'openai.rerank',
      ask: '{"model":"gpt-4o-mini","query":"Which gate?","documents":["a", {"text":"b"}],"top_n":1 ,"return_documents":false}',
      answer: '{"id":"r","results":[{"index":1,"relevance_score":9.90e-1}],"usage":{"total_tokens":14}}',
      usage: { input: 14, cacheRead: null, cacheWrite: null, output: 0, reasoning: null },
      costNanoUsd: 2_100n,
      missing: '{"model":"gpt-4o-mini","query":"x","documents":[]}',
      pointer: 'documents',
    },
  ] as const;

  it.each(endpoints)('$path passes every byte and meters the call', async ({ path, protocol, ask, answer, usage, costNanoUsd }) => {
    const { gateway, provider } = scene;
    provider.script = answerJson(answer);
    const response = await post(path, ask);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(answer);
    expect(provider.last.path).toBe(`/v1${path}`);
    expect(provider.last.body.toString()).toBe(ask);
    const event = gateway.recorder.only;
    expect(event).toMatchObject({ protocol, status: 'succeeded', usage, usageSource: 'provider', costNanoUsd, overrunNanoUsd: 0n });
    expect(gateway.recorder.holds[0]).toMatchObject({ id: event.id, protocol });
  });

  it.each(endpoints)('$path refuses what it cannot read, naming the field', async ({ path, missing, pointer }) => {
    const response = await post(path, missing);
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code: 'invalid_request', param: pointer });
    expect((await post(path, '{"model":')).status).toBe(400);
    expect(scene.provider.seen).toEqual([]);
    expect(scene.gateway.recorder.events.map(({ status, costNanoUsd }) => [status, costNanoUsd])).toEqual([
      ['refused', 0n],
      ['refused', 0n],
    ]);
  });

  it.each(endpoints)('$path tells a provider’s error, and an answer that is none', async ({ path, ask }) => {
    const { gateway, provider } = scene;
    provider.script = answerJson('{"error":{"message":"No such size","param":"x"}}', 400);
    const refused = await post(path, ask);
    expect(await errorOf(refused)).toMatchObject({ code: 'provider_rejected', param: 'x' });
    provider.script = answerJson('{"hello":"there"}');
    const odd = await post(path, ask);
    expect([odd.status, (await errorOf(odd)).code]).toEqual([502, 'provider_error']);
    expect(gateway.recorder.events.map(({ status }) => status)).toEqual(['failed', 'failed']);
    expect(gateway.recorder.events[0]).toMatchObject({ usageSource: 'none', costState: 'not_billed' });
  });

  it.each(endpoints)('$path knows no model that nobody serves', async ({ path, ask }) => {
    const unknown = await post(path, ask.replace('gpt-4o-mini', 'nope'));
    expect([unknown.status, (await errorOf(unknown)).code]).toEqual([404, 'model_not_found']);
    expect(scene.provider.seen).toEqual([]);
  });

  // Every provider can be asked for responses, by translation.
  it.each(endpoints.filter(({ path }) => path !== '/responses'))(
    '$path knows no model whose provider does not serve it',
    async ({ path, ask }) => {
      const other = await post(path, ask.replace('gpt-4o-mini', 'seek'));
      expect([other.status, (await errorOf(other)).code]).toEqual([400, 'protocol_not_served']);
      expect(scene.provider.seen).toEqual([]);
    },
  );

  it('counts the input of embeddings whose provider reports nothing, and no output', async () => {
    scene.provider.script = answerJson('{"data":[{"embedding":[1]}]}');
    await post('/embeddings', '{"model":"gpt-4o-mini","input":"one two three four"}');
    expect(scene.gateway.recorder.only).toMatchObject({ usageSource: 'counted', usage: { input: 4, output: 0 }, costState: 'priced' });
  });

  it('takes moderations for free where they are, with or without the name of a model', async () => {
    const { gateway, provider } = scene;
    provider.script = answerJson('{"id":"modr-1","model":"omni-moderation-latest","results":[{"flagged":false}]}');
    for (const body of ['{"input":"Hello there"}', '{"input":"Hello there","model":"open/text-moderation"}']) {
      const response = await post('/moderations', body);
      expect(response.headers.get('x-tollgate-cost')).toBe('0.000000000');
      expect(provider.last.body.toString()).toBe(body.replace('open/', ''));
    }
    const nothing = { usageSource: 'provider', usage: { input: 0, output: 0 }, costState: 'zero', costNanoUsd: 0n, boundNanoUsd: 0n };
    expect(gateway.recorder.events).toMatchObject([
      { requestedModel: 'omni-moderation-latest', ...nothing },
      { requestedModel: 'open/text-moderation', model: 'text-moderation', ...nothing },
    ]);
  });

  it('passes on a picture of many megabytes, and leaves a model that tells no usage unpriced', async () => {
    const answer = JSON.stringify({ data: [{ b64_json: 'iVBORw0KGgo'.repeat(1_000_000) }] });
    scene.provider.script = answerJson(answer);
    const response = await post('/images/generations', '{"model":"open/omni-moderation-latest","prompt":"A gate"}');
    expect(response.status).toBe(200);
    expect((await response.text()) === answer).toBe(true);
    const { snapshot } = scene.gateway;
    const connections = snapshot.tenant(tenantId)?.connections ?? [];
    const address = `http://127.0.0.1:${scene.provider.port}`;
    const more = { connectionId: '01936b1e-7a00-7000-8000-0000000000c5', name: 'pictures', models: ['dall-e'] };
    snapshot.setConnections(tenantId, [...connections, connectionTo(address, more)]);
    await (await post('/images/generations', '{"model":"dall-e","prompt":"A gate"}')).text();
    expect(scene.gateway.recorder.events.at(-1)).toMatchObject({ status: 'succeeded', costState: 'unpriced', model: 'dall-e' });
  });

  it('embeds in the sandbox, as floats and as Base64 of the same', async () => {
    const embed = async (more: object) => {
      const response = await post('/embeddings', JSON.stringify({ model: 'sandbox-embedding', input: ['a tollgate', [15339]], ...more }));
      return response.json();
    };
    const floats = await embed({ dimensions: 8 });
    const encoded = await embed({ dimensions: 8, encoding_format: 'base64' });
    expect(floats.data.length).toBe(2);
    expect(floats.usage.prompt_tokens).toBeGreaterThan(2);
    const bytes = Buffer.from(encoded.data[0].embedding, 'base64');
    expect(Array.from({ length: 8 }, (_, at) => bytes.readFloatLE(at * 4))).toEqual(floats.data[0].embedding);
    expect(scene.gateway.recorder.events).toMatchObject([
      { usageSource: 'provider', usage: { output: 0 } },
      { usageSource: 'provider', usage: { output: 0 } },
    ]);
    const chat = await post('/embeddings', '{"model":"sandbox-small","input":"x"}');
    expect(await errorOf(chat)).toMatchObject({ code: 'provider_rejected', param: 'model' });
    const empty = await post('/embeddings', '{"model":"sandbox-embedding","input":[""]}');
    expect(await errorOf(empty)).toMatchObject({ code: 'provider_rejected', param: 'input' });
    expect((await post('/chat/completions', '{"model":"sandbox-embedding","messages":[{"role":"user"}]}')).status).toBe(400);
  });
});
