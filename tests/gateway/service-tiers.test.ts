import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TenantSnapshot } from '#lib/gateway/snapshot/snapshot.ts';
import { chatBody, errorOf, gpt4oMini, openScene, type Scene } from './support/call.ts';
import { answerJson, answerStream, chatCompletion, chunk, done } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';

/** As long as the usage that the provider tells, so that the bound is one. */
const messages = [{ role: 'user', content: 'word '.repeat(300) }];
const standard = { input: 1_000_000n, cache_read: 100_000n, output: 4_000_000n };
const flex = { flex_input: 500_000n, flex_cache_read: 50_000n, flex_output: 2_000_000n };
const priority = { priority_input: 2_000_000n, priority_output: 8_000_000n };
const searches = { web_search: 10_000_000_000n, storage_search: 2_500_000_000n, code_session: 30_000_000_000n };

describe('[COST-1] what a call is charged beside its tokens', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene();
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.gateway.recorder.events.length = 0;
    scene.gateway.recorder.holds.length = 0;
    setPrice({ ...standard, ...flex, ...priority, ...searches }, 'block');
  });

  const setPrice = (picoUsdPerUnit: object, unpricedPolicy: TenantSnapshot['unpricedPolicy']): void => {
    const { snapshot } = scene.gateway;
    snapshot.addPrice({ ...gpt4oMini, tiers: [{ fromTokens: 0, picoUsdPerUnit }] });
    snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, unpricedPolicy });
  };
  const send = (path: string, body: string): Promise<Response> =>
    fetch(`${scene.gateway.baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scene.gateway.key}`, 'content-type': 'application/json' },
      body,
    });
  const chat = (more: object) => send('/chat/completions', chatBody({ messages, max_tokens: 100, ...more }));
  const completion = (tier?: string): string => {
    const plain = chatCompletion('x', { prompt_tokens: 1000, completion_tokens: 100 });
    return tier === undefined ? plain : plain.replace(/\}$/, `,"service_tier":"${tier}"}`);
  };

  it.each([
    // 1,000 of input and 100 of output: 1.4 million nano-dollars in the standard tier.
    ['flex', 'flex', 700_000n],
    ['flex', 'default', 1_400_000n],
    // Who says nothing may have passed over it.
    ['flex', undefined, 1_400_000n],
    ['priority', undefined, 2_800_000n],
    [undefined, 'priority', 2_800_000n],
    ['auto', 'fast', 2_800_000n],
    ['auto', undefined, 1_400_000n],
    ['priority', 'default', 1_400_000n],
  ])('asked %s and told %s, the tier that served counts', async (asked, told, costNanoUsd) => {
    scene.provider.script = answerJson(completion(told));
    expect((await chat(asked === undefined ? {} : { service_tier: asked })).status).toBe(200);
    expect(scene.gateway.recorder.only).toMatchObject({ costNanoUsd, costState: 'priced' });
  });

  it('the hold bounds the dearest tier that may serve', async () => {
    scene.provider.script = answerJson(completion());
    const boundOf = async (more: object) => {
      scene.gateway.recorder.holds.length = 0;
      await chat(more);
      return scene.gateway.recorder.holds[0]?.boundNanoUsd ?? 0n;
    };
    const plain = await boundOf({ service_tier: 'default' });
    expect(await boundOf({ service_tier: 'priority' })).toBeGreaterThan((plain * 19n) / 10n);
    expect(await boundOf({ service_tier: 'auto' })).toBeGreaterThan((plain * 19n) / 10n);
    // One that is full is answered in the standard tier.
    expect(await boundOf({ service_tier: 'flex' })).toBeGreaterThan((plain * 19n) / 20n);
    for (const event of scene.gateway.recorder.events) expect(event.overrunNanoUsd).toBe(0n);
  });

  it('a stream that names its tier is charged by it', async () => {
    const usage = { service_tier: 'priority', choices: [], usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 } };
    scene.provider.script = answerStream([chunk({ content: 'x' }), chunk({}, 'stop'), `data: ${JSON.stringify(usage)}\n\n`, done]);
    await (await chat({ stream: true })).text();
    expect(scene.gateway.recorder.only).toMatchObject({ costNanoUsd: 2_800_000n, costState: 'priced' });
  });

  it('a tier without a price follows the policy for what has none, and is never charged as the standard one', async () => {
    scene.provider.script = answerJson(completion('scale'));
    const refused = await chat({ service_tier: 'scale' });
    expect(refused.status).toBe(402);
    expect(await errorOf(refused)).toMatchObject({ code: 'unpriced_model', message: expect.stringContaining('service tier "reserved"') });
    // Nobody asked for it, so it could not be refused: it is booked at the dearest price there is.
    await chat({});
    setPrice({ ...standard, ...priority }, 'hold');
    await chat({ service_tier: 'scale' });
    setPrice({ ...standard, ...priority }, 'flag');
    await chat({ service_tier: 'scale' });
    const [, blocked, held, flagged] = scene.gateway.recorder.events;
    expect(blocked).toMatchObject({ costState: 'unpriced', costNanoUsd: 2_800_000n });
    expect(held).toMatchObject({ costState: 'unpriced', costNanoUsd: 2_800_000n, overrunNanoUsd: 0n });
    expect(flagged).toMatchObject({ costState: 'unpriced', costNanoUsd: 0n });
  });

  const response = {
    ...{ id: 'resp_1', object: 'response', status: 'completed', error: null, service_tier: 'default' },
    output: [
      { type: 'web_search_call', action: { type: 'search' } },
      { type: 'web_search_call', action: { type: 'open_page' } },
      { type: 'web_search_call', action: { type: 'search' } },
      { type: 'file_search_call' },
      { type: 'code_interpreter_call', container_id: 'c1' },
      { type: 'code_interpreter_call', container_id: 'c1' },
      { type: 'message', content: [{ type: 'output_text', text: 'Paris.' }] },
    ],
    usage: { input_tokens: 1000, output_tokens: 100 },
  };
  const tools = [{ type: 'web_search' }, { type: 'file_search' }, { type: 'code_interpreter' }];
  const respond = (more: object) =>
    send('/responses', JSON.stringify({ model: 'gpt-4o-mini', input: 'Where?', max_output_tokens: 100, ...more }));
  // Two searches, one of files, one container, and the tokens.
  const toolCost = 20_000_000n + 2_500_000n + 30_000_000n + 1_400_000n;

  it('tools that the provider ran are charged by the call, and held before', async () => {
    scene.provider.script = answerJson(JSON.stringify(response));
    expect((await respond({ tools, max_tool_calls: 3 })).status).toBe(200);
    expect(scene.gateway.recorder.only).toMatchObject({ costState: 'priced', costNanoUsd: toolCost, overrunNanoUsd: 0n });
    // Three of each search and a container, beside a full window of tokens.
    expect(scene.gateway.recorder.holds[0]?.boundNanoUsd).toBeGreaterThan(67_500_000n);
  });

  it('tools are charged in a stream, too, also where it is cut before its last event', async () => {
    const event = (type: string, more: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
    scene.provider.script = answerStream([event('response.output_text.delta', { delta: 'P' }), event('response.completed', { response })]);
    await (await respond({ tools, stream: true })).text();
    const search = event('response.output_item.done', { item: response.output[0] });
    scene.provider.script = answerStream([event('response.output_text.delta', { delta: 'P' }), search], 'break');
    await (await respond({ tools, stream: true })).text().catch(() => '');
    const [whole, cut] = scene.gateway.recorder.events;
    expect(whole).toMatchObject({ status: 'succeeded', costNanoUsd: toolCost });
    expect(cut?.status).toBe('failed');
    expect(cut?.costNanoUsd).toBeGreaterThan(9_999_999n);
  });

  it('a tool without a price is refused, or marked', async () => {
    setPrice(standard, 'block');
    const refused = await respond({ tools: [{ type: 'file_search' }] });
    expect(await errorOf(refused)).toMatchObject({ code: 'unpriced_model', message: expect.stringContaining('file search') });
    setPrice(standard, 'flag');
    scene.provider.script = answerJson(JSON.stringify(response));
    await respond({ tools: [{ type: 'file_search' }] });
    expect(scene.gateway.recorder.events.at(-1)).toMatchObject({ costState: 'unpriced', costNanoUsd: 1_400_000n });
  });

  it('rankings are charged by the search, pictures by the piece, where a model is', async () => {
    setPrice({ search_unit: 2_000_000_000n }, 'block');
    scene.provider.script = answerJson(
      JSON.stringify({
        id: 'r',
        results: [{ index: 0, relevance_score: 1 }],
        meta: { billed_units: { search_units: 2 } },
      }),
    );
    await send('/rerank', JSON.stringify({ model: 'gpt-4o-mini', query: 'q', documents: Array.from({ length: 150 }, () => 'd') }));
    setPrice({ picture: 20_000_000_000n }, 'block');
    scene.provider.script = answerJson(JSON.stringify({ created: 1, data: [{ url: 'a' }, { url: 'b' }] }));
    await send('/images/generations', JSON.stringify({ model: 'gpt-4o-mini', prompt: 'A cat', n: 2 }));
    setPrice(standard, 'block');
    await send('/images/generations', JSON.stringify({ model: 'gpt-4o-mini', prompt: 'A cat', n: 2 }));
    const [ranked, drawn, untold] = scene.gateway.recorder.events;
    expect(ranked).toMatchObject({ costState: 'priced', costNanoUsd: 4_000_000n, overrunNanoUsd: 0n });
    expect(drawn).toMatchObject({ costState: 'priced', costNanoUsd: 40_000_000n, overrunNanoUsd: 0n });
    expect(untold?.costState).toBe('unpriced');
  });
});
