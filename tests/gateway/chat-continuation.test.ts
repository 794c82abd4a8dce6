import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chatBody, lanes, post } from './support/call.ts';
import { dataOfStream } from './support/data-of-stream.ts';
import { answerStream, chunk, done, ScriptedProvider, usageChunk } from './support/scripted-provider.ts';
import { connectionTo, startTestGateway, type TestGateway, tenantId } from './support/test-gateway.ts';
import { firstId, quickSettings, secondId } from './support/two-providers.ts';

const said = 'The toll is due, größer ';
const rest = 'than before 😀.';

/** How each is given the beginning of its answer, by its documentation; Mistral's answers begin with it. */
const ways = [
  ['mistral', 'mistral-large-latest', { prefix: true }, {}, '/chat/completions', true],
  ['codestral', 'codestral-latest', { prefix: true }, {}, '/chat/completions', true],
  ['deepseek', 'deepseek-chat', { prefix: true }, {}, '/beta/chat/completions', false],
  ['moonshot', 'kimi-k2-turbo-preview', { partial: true }, {}, '/chat/completions', false],
  ['vllm', 'own-model', {}, { continue_final_message: true, add_generation_prompt: false }, '/chat/completions', false],
] as const;

const named = (id: string, delta: object, finish: string | null = null) => chunk(delta, finish, { id });

describe.each(lanes)('[GW-5] a chat completion that breaks off before the caller’s eyes, through the %s,', (lane) => {
  const [first, second] = [new ScriptedProvider(), new ScriptedProvider()];
  let gateway: TestGateway;
  let addresses: readonly [string, string];
  beforeAll(async () => {
    addresses = [await first.start(), await second.start()];
    gateway = await startTestGateway({ lane, settings: { ...quickSettings, circuitFailures: 1_000 } });
    await gateway.runtime.tokens.warm();
  });
  afterAll(async () => {
    await gateway.stop();
    await Promise.all([first.stop(), second.stop()]);
  });
  beforeEach(() => {
    first.seen.length = second.seen.length = gateway.recorder.events.length = gateway.recorder.holds.length = 0;
  });

  function connect(provider: string, model: string): void {
    const common = { provider, models: [model] };
    gateway.snapshot.setConnections(tenantId, [
      connectionTo('', { ...common, baseUrl: addresses[0], connectionId: firstId, name: 'first' }),
      connectionTo('', { ...common, baseUrl: addresses[1], connectionId: secondId, name: 'second' }),
    ]);
    gateway.snapshot.addPrice({
      ...{ provider, model, contextWindowTokens: 128_000 },
      tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 1_000_000n, output: 2_000_000n } }],
    });
  }
  const breaksOff = () => {
    first.script = answerStream(
      [named('a', { role: 'assistant', content: '' }), named('a', { content: said.slice(0, 9) }), named('a', { content: said.slice(9) })],
      'break',
      10,
    );
  };
  async function ask(model: string, more: object = {}) {
    const response = await post(gateway, { body: chatBody({ model, stream: true, max_tokens: 200, ...more }) });
    const events = dataOfStream(await response.text());
    const chunks = events.filter((data) => data !== '[DONE]').map((data) => JSON.parse(data));
    const text = chunks.map((one) => one.choices?.[0]?.delta?.content ?? '').join('');
    return { chunks, text, isWhole: events.at(-1) === '[DONE]' };
  }

  it.each(ways)('goes on at %s', async (provider, model, turn, adds, path, echoes) => {
    connect(provider, model);
    breaksOff();
    const again = echoes ? [named('b', { content: said.slice(0, 5) }), named('b', { content: said.slice(5) + rest.slice(0, 4) })] : [];
    const parts = echoes ? [...again, named('b', { content: rest.slice(4) })] : [named('b', { content: rest })];
    second.script = answerStream([
      named('b', { role: 'assistant', content: '' }),
      ...parts,
      named('b', {}, 'stop'),
      usageChunk(40, 9),
      done,
    ]);
    const { chunks, text, isWhole } = await ask(model, { stream_options: { include_usage: true } });
    expect([text, isWhole]).toEqual([said + rest, true]);
    // One answer: one id, one beginning, one end.
    expect([...new Set(chunks.flatMap(({ id, choices }) => (choices.length > 0 ? [id] : [])))]).toEqual(['a']);
    expect(chunks.filter(({ choices }) => choices[0]?.delta?.role !== undefined)).toHaveLength(1);
    expect(chunks.filter(({ choices }) => typeof choices[0]?.finish_reason === 'string')).toHaveLength(1);
    const asked = JSON.parse(second.last.body.toString());
    expect(second.last.path.endsWith(path)).toBe(true);
    expect(asked.messages.at(-1)).toEqual({ role: 'assistant', content: said, ...turn });
    expect(asked).toMatchObject(adds);
    expect(asked.max_tokens ?? asked.max_completion_tokens).toBeLessThan(200);
    const [event, ...none] = await gateway.recorder.untilEvents(1);
    expect(none).toEqual([]);
    expect(event).toMatchObject({ status: 'succeeded', connectionId: secondId, attempts: 2, usageSource: 'counted' });
    // The caller is told what is booked: both parts.
    const told = chunks.findLast(({ usage }) => usage !== undefined && usage !== null)?.usage;
    expect(told?.completion_tokens).toBe(event?.usage.output);
    expect(event?.usage.output).toBeGreaterThan(9);
    expect(event?.usage.input).toBeGreaterThan(40);
  });

  it('keeps what only looks like a repetition', async () => {
    connect('mistral', 'mistral-large-latest');
    breaksOff();
    second.script = answerStream([
      named('b', { content: 'The ' }),
      named('b', { content: 'end.' }),
      named('b', {}, 'stop'),
      usageChunk(40, 3),
      done,
    ]);
    expect((await ask('mistral-large-latest')).text).toBe(`${said}The end.`);
  });

  it('goes on with a tool after the text', async () => {
    connect('moonshot', 'kimi-k2-turbo-preview');
    breaksOff();
    const call = { index: 0, id: 'c', type: 'function', function: { name: 'look_up', arguments: '{}' } };
    second.script = answerStream([named('b', { tool_calls: [call] }), named('b', {}, 'tool_calls'), usageChunk(40, 3), done]);
    const { chunks, isWhole } = await ask('kimi-k2-turbo-preview');
    expect(isWhole).toBe(true);
    expect(chunks.flatMap(({ choices }) => choices[0]?.delta?.tool_calls ?? [])).toEqual([call]);
  });

  it.each([
    ['the provider has no way to take a beginning', 'groq', 'llama-3.3-70b-versatile', {}],
    ['the model thinks first', 'deepseek', 'deepseek-reasoner', {}],
    ['several answers are asked for', 'deepseek', 'deepseek-chat', { n: 2 }],
    ['a schema is asked for', 'vllm', 'own-model', { response_format: { type: 'json_object' } }],
    ['nothing is left to say', 'vllm', 'own-model', { max_tokens: 1 }],
  ] as const)('ends with an error where %s', async (_why, provider, model, more) => {
    connect(provider, model);
    breaksOff();
    const { chunks, isWhole } = await ask(model, more);
    expect([chunks.at(-1)?.error?.code, isWhole]).toEqual(['stream_interrupted', false]);
    expect(second.seen).toEqual([]);
    expect(gateway.recorder.only).toMatchObject({ status: 'failed', connectionId: firstId, attempts: 1 });
  });

  it('ends with an error where thought or a tool has begun', async () => {
    connect('moonshot', 'kimi-k2-turbo-preview');
    first.script = answerStream([named('a', { reasoning_content: 'Hm' }), named('a', { content: 'So' })], 'break', 10);
    expect((await ask('kimi-k2-turbo-preview')).chunks.at(-1)?.error?.code).toBe('stream_interrupted');
    expect(second.seen).toEqual([]);
  });
});
