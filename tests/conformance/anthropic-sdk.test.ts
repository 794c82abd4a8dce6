import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lanes } from '../gateway/support/call.ts';
import { answerJson, answerStream, ScriptedProvider } from '../gateway/support/scripted-provider.ts';
import { connectionTo, sandboxConnection, startTestGateway, type TestGateway, tenantId } from '../gateway/support/test-gateway.ts';

const model = 'claude-sonnet-4-5';
const messages = [{ role: 'user' as const, content: 'What is a tollgate?' }];
const tools: Anthropic.Tool[] = [
  { name: 'look_up', description: 'Looks a place up', input_schema: { type: 'object', properties: { place: { type: 'string' } } } },
];

const answered = (content: object[], stopReason = 'end_turn'): string =>
  JSON.stringify({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    usage: { input_tokens: 12, cache_read_input_tokens: 4, cache_creation_input_tokens: 0, output_tokens: 7 },
  });

const event = (type: string, more: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const begun = event('message_start', {
  message: {
    ...{ id: 'msg_1', type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null },
    usage: { input_tokens: 12, output_tokens: 1 },
  },
});
const ended = (stopReason: string): string[] => [
  event('message_delta', { delta: { stop_reason: stopReason, stop_sequence: null }, usage: { output_tokens: 9 } }),
  event('message_stop', {}),
];
const block = (index: number, start: object, ...deltas: object[]): string[] => [
  event('content_block_start', { index, content_block: start }),
  ...deltas.map((delta) => event('content_block_delta', { index, delta })),
  event('content_block_stop', { index }),
];

describe.each(lanes)('[GW-1] the official @anthropic-ai/sdk through the %s', (lane) => {
  let gateway: TestGateway;
  let provider: ScriptedProvider;
  let client: Anthropic;

  beforeAll(async () => {
    provider = new ScriptedProvider();
    const address = await provider.start();
    gateway = await startTestGateway({ lane });
    gateway.snapshot.setConnections(tenantId, [
      connectionTo(address, { provider: 'anthropic', baseUrl: address, models: [model] }),
      sandboxConnection,
    ]);
    client = new Anthropic({ apiKey: gateway.key, baseURL: `http://127.0.0.1:${gateway.port}/api`, maxRetries: 0 });
  });
  afterAll(async () => {
    await gateway.stop();
    await provider.stop();
  });

  it('gets an answer', async () => {
    provider.script = answerJson(answered([{ type: 'text', text: 'A barrier.' }]));
    const message = await client.messages.create({ model, max_tokens: 50, messages });
    expect(message.content).toEqual([{ type: 'text', text: 'A barrier.' }]);
    expect(message.usage.output_tokens).toBe(7);
    expect(gateway.recorder.events.at(-1)).toMatchObject({ status: 'succeeded', usage: { input: 12, cacheRead: 4, output: 7 } });
    expect(provider.last.headers).toMatchObject({
      'x-api-key': 'sk-upstream-secret',
      'anthropic-version': expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    });
  });

  it('gets a stream with thinking, text and parallel tools', async () => {
    provider.script = answerStream([
      begun,
      ...block(
        0,
        { type: 'thinking', thinking: '', signature: '' },
        { type: 'thinking_delta', thinking: 'Hm.' },
        { type: 'signature_delta', signature: 'c2ln' },
      ),
      ...block(1, { type: 'text', text: '' }, { type: 'text_delta', text: 'Größe ' }, { type: 'text_delta', text: 'zählt.' }),
      ...block(
        2,
        { type: 'tool_use', id: 'a', name: 'look_up', input: {} },
        { type: 'input_json_delta', partial_json: '{"place":' },
        { type: 'input_json_delta', partial_json: '"Rom"}' },
      ),
      ...block(3, { type: 'tool_use', id: 'b', name: 'look_up', input: {} }, { type: 'input_json_delta', partial_json: '{"place":"Ulm"}' }),
      ...ended('tool_use'),
    ]);
    const message = await client.messages.stream({ model, max_tokens: 50, messages, tools }).finalMessage();
    expect(message.stop_reason).toBe('tool_use');
    expect(message.content).toMatchObject([
      { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
      { type: 'text', text: 'Größe zählt.' },
      { type: 'tool_use', id: 'a', input: { place: 'Rom' } },
      { type: 'tool_use', id: 'b', input: { place: 'Ulm' } },
    ]);
    expect(message.usage.output_tokens).toBe(9);
  });

  it('throws when a stream is cut, and never takes it for complete', async () => {
    provider.script = answerStream([begun, ...block(0, { type: 'text', text: '' }, { type: 'text_delta', text: 'half' })], 'break');
    await expect(client.messages.stream({ model, max_tokens: 50, messages }).finalMessage()).rejects.toBeInstanceOf(Anthropic.APIError);
  });

  it('throws its own errors', async () => {
    await expect(client.messages.create({ model: 'nobody', max_tokens: 5, messages })).rejects.toBeInstanceOf(Anthropic.NotFoundError);
    const stranger = new Anthropic({ apiKey: 'nonsense', baseURL: `http://127.0.0.1:${gateway.port}/api`, maxRetries: 0 });
    await expect(stranger.messages.create({ model, max_tokens: 5, messages })).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
    const theirs = { type: 'error', error: { type: 'invalid_request_error', message: 'max_tokens: too large' } };
    provider.script = answerJson(JSON.stringify(theirs), 400);
    await expect(client.messages.create({ model, max_tokens: 5, messages })).rejects.toThrow('max_tokens: too large');
  });

  it('can leave in the middle', async () => {
    const before = gateway.recorder.events.length;
    provider.script = answerStream([begun, ...block(0, { type: 'text', text: '' }, { type: 'text_delta', text: 'half' })], 'hang');
    const stream = await client.messages.create({ model, max_tokens: 50, messages, stream: true });
    for await (const part of stream) if (part.type === 'content_block_delta') break;
    await provider.last.dropped;
    await gateway.recorder.untilEvents(before + 1);
    expect(gateway.recorder.events.at(-1)).toMatchObject({ status: 'cancelled' });
  });

  it('[GW-2] is served by a provider that speaks chat completions, streaming and with tools', async () => {
    const stream = client.messages.stream({ model: 'sandbox-small', max_tokens: 200, messages });
    let deltas = 0;
    stream.on('text', () => {
      deltas += 1;
    });
    const told = await stream.finalMessage();
    expect(told.stop_reason).toBe('end_turn');
    expect(deltas).toBeGreaterThan(3);
    const asked = [{ role: 'user' as const, content: 'Please look up the number' }];
    const called = await client.messages.create({ model: 'sandbox-small', max_tokens: 200, messages: asked, tools });
    expect(called.stop_reason).toBe('tool_use');
    expect(called.content.at(-1)).toMatchObject({ type: 'tool_use', name: 'look_up' });
  });

  it('lists models', async () => {
    const ids: string[] = [];
    for await (const listed of client.models.list()) ids.push(listed.id);
    expect(ids).toContain(model);
  });
});
