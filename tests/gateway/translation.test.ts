import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  claude,
  event,
  message,
  messageDelta,
  messageStart,
  messageStop,
  messagesBody,
  refusalOf,
  send,
  textDelta,
} from './support/anthropic.ts';
import { chatBody, errorOf, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, answerStream, chatCompletion, chunk, done, usageChunk } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

const look = { type: 'object', properties: { place: { type: 'string' } } };

/** The data of a stream's events, parsed; `[DONE]` and comments left out. */
const eventsOf = (text: string): Record<string, unknown>[] =>
  text.split('\n\n').flatMap((block) => {
    const data = /^data: (\{.*)$/m.exec(block)?.[1];
    return data === undefined ? [] : [JSON.parse(data)];
  });

describe.each(lanes)('[GW-2] callers of chat completions served by Anthropic through the %s', (lane) => {
  let scene: Scene;
  const chat = (more: object = {}) => post(scene.gateway, { body: chatBody({ model: claude.model, ...more }) });

  beforeAll(async () => {
    scene = await openScene({ lane, settings: { attemptsMax: 1 } });
    const address = `http://127.0.0.1:${scene.provider.port}`;
    scene.gateway.snapshot.setConnections(tenantId, [
      connectionTo(address, { provider: 'anthropic', baseUrl: address, models: [claude.model] }),
    ]);
    scene.gateway.snapshot.addPrice(claude);
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.gateway.recorder.events.length = 0;
    scene.provider.seen.length = 0;
  });

  it('get an answer of their own protocol, priced by what Anthropic reported', async () => {
    scene.provider.script = answerJson(message({ input_tokens: 10, cache_read_input_tokens: 2, output_tokens: 3 }));
    const response = await chat({
      max_tokens: 50,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Capital?' },
      ],
    });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: 'Paris é' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15, prompt_tokens_details: { cached_tokens: 2 } },
    });
    expect(scene.provider.last.path).toBe('/v1/messages');
    expect(JSON.parse(scene.provider.last.body.toString())).toMatchObject({
      model: claude.model,
      max_tokens: 50,
      system: expect.anything(),
    });
    const event = scene.gateway.recorder.only;
    expect(event).toMatchObject({
      protocol: 'openai.chat_completions',
      provider: 'anthropic',
      usage: { input: 10, cacheRead: 2, output: 3 },
    });
    expect(event).toMatchObject({ usageSource: 'provider', costNanoUsd: 30_000n + 600n + 45_000n });
  });

  it('get a stream of chunks with text and parallel tools, and usage because they asked', async () => {
    const tool = (index: number, id: string, ...parts: string[]): string =>
      event('content_block_start', { index, content_block: { type: 'tool_use', id, name: 'look', input: {} } }) +
      parts.map((part) => event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: part } })).join('') +
      event('content_block_stop', { index });
    scene.provider.script = answerStream([
      messageStart(),
      event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
      textDelta('Größe'),
      event('content_block_stop', { index: 0 }),
      tool(1, 'a', '{"place":', '"Rom"}'),
      tool(2, 'b', '{"place":"Ulm"}'),
      messageDelta({ output_tokens: 7 }, 'tool_use'),
      messageStop,
    ]);
    const tools = [{ type: 'function', function: { name: 'look', parameters: look } }];
    const text = await (await chat({ stream: true, tools, stream_options: { include_usage: true } })).text();
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    const chunks = eventsOf(text);
    const deltas = chunks.flatMap(({ choices }) => (Array.isArray(choices) ? choices : [])).map(({ delta }) => delta);
    expect(deltas.map(({ content }) => content ?? '').join('')).toBe('Größe');
    const calls = deltas.flatMap(({ tool_calls }) => tool_calls ?? []);
    const told = (index: number): string =>
      calls
        .filter((call) => call.index === index)
        .map((call) => call.function.arguments ?? '')
        .join('');
    expect([told(0), told(1)]).toEqual(['{"place":"Rom"}', '{"place":"Ulm"}']);
    expect(text.match(/"finish_reason":"tool_calls"/g)).toHaveLength(1);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 7 } });
    expect(scene.gateway.recorder.only).toMatchObject({ streamed: true, status: 'succeeded', usage: { input: 9, output: 7 } });
  });

  it('see a stream that was cut as cut', async () => {
    scene.provider.script = answerStream([messageStart(), textDelta('half')], 'break');
    const text = await (await chat({ stream: true })).text();
    expect(text).toContain('half');
    expect(text).toContain('"error"');
    expect(text).not.toContain('[DONE]');
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', usageSource: 'counted' });
  });

  it('are served by another target where one cannot be asked, and told what that one said', async () => {
    const address = `http://127.0.0.1:${scene.provider.port}`;
    const model = 'served-by-both';
    const own = connectionTo(address, { provider: 'anthropic', baseUrl: address, models: [model] });
    const gemini = { ...own, connectionId: '01936b1e-7a00-7000-8000-0000000000c9', name: 'gemini', provider: 'google' };
    const other = await openScene({ lane, settings: { attemptsMax: 2 } });
    other.gateway.snapshot.setConnections(tenantId, [own, gemini]);
    const two = () => post(other.gateway, { body: chatBody({ model, n: 2 }) });
    const candidates = ['one', 'two'].map((text, index) => ({ content: { parts: [{ text }] }, finishReason: 'STOP', index }));
    scene.provider.script = answerJson(JSON.stringify({ candidates }));
    const response = await two();
    expect([response.status, response.headers.get('x-tollgate-target')]).toEqual([200, `gemini/${model}`]);
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'one' } }, { message: { content: 'two' } }] });
    scene.provider.script = answerJson('{"error":{"message":"No key","status":"PERMISSION_DENIED"}}', 403);
    const refused = await two();
    expect((await errorOf(refused)).code).toBe('provider_credentials_rejected');
    await other.stop();
  });

  it('are told which field has no translation, before anything is sent', async () => {
    const response = await chat({ logit_bias: { 50256: -100 } });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code: 'invalid_request', param: 'logit_bias' });
    expect(scene.provider.seen).toEqual([]);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'refused', costNanoUsd: 0n });
  });
});

describe.each(lanes)('[GW-2] callers of messages served by chat completions through the %s', (lane) => {
  let scene: Scene;
  const ask = (more: object = {}) => send(scene.gateway, { body: messagesBody({ model: 'gpt-4o-mini', ...more }) });

  beforeAll(async () => {
    scene = await openScene({ lane, settings: { attemptsMax: 1 } });
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.gateway.recorder.events.length = 0;
    scene.provider.seen.length = 0;
  });

  it('get an answer of their own protocol, priced by what the provider reported', async () => {
    scene.provider.script = answerJson(chatCompletion());
    expect(await (await ask({ system: 'Be brief.' })).json()).toMatchObject({
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'Paris.' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 12, output_tokens: 3 },
    });
    expect(scene.provider.last.path).toBe('/v1/chat/completions');
    expect(scene.gateway.recorder.only).toMatchObject({
      protocol: 'anthropic.messages',
      usage: { input: 12, output: 3 },
      costNanoUsd: 3_600n,
    });
  });

  it('get a stream of their own events, whose usage was asked for on their behalf', async () => {
    scene.provider.script = answerStream([
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Größe' }),
      chunk({}, 'stop'),
      usageChunk(9, 7),
      done,
    ]);
    const text = await (await ask({ stream: true })).text();
    expect(text.endsWith(messageStop)).toBe(true);
    const types = eventsOf(text).map(({ type }) => type);
    expect(types).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(eventsOf(text)[4]).toMatchObject({ delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } });
    expect(JSON.parse(scene.provider.last.body.toString())).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'succeeded', usage: { input: 9, output: 7 }, usageSource: 'provider' });
  });

  it('see a stream that was cut as cut', async () => {
    scene.provider.script = answerStream([chunk({ role: 'assistant', content: '' }), chunk({ content: 'half' })], 'break');
    const text = await (await ask({ stream: true })).text();
    expect(text).toContain('event: error');
    expect(text).not.toContain('message_stop');
  });

  it('are told which field has no translation', async () => {
    const response = await ask({ top_k: 5 });
    expect(response.status).toBe(400);
    expect(await refusalOf(response)).toMatchObject({ type: 'invalid_request_error' });
    expect(scene.provider.seen).toEqual([]);
  });
});
