import { describe, expect, it } from 'vitest';
import type { UpstreamExchange } from '#lib/outbound/index.ts';
import { TokenCounter } from '../../tokens/token-counter.ts';
import { toOpenAiUsage } from '../openai-family/to-usage.ts';
import { sandbox } from '../sandbox.ts';
import { instanceOfSchema } from './instance-of-schema.ts';
import { seededRandom } from './seeded-random.ts';

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly failure: string | null;
}

const open = (request: object): UpstreamExchange => {
  if (sandbox.transport === null) throw new Error('The sandbox has no transport');
  return sandbox.transport.open({ origin: '', path: '', method: 'POST', headers: [], body: Buffer.from(JSON.stringify(request)) });
};

async function ask(request: object): Promise<Answer> {
  const exchange = open(request);
  const { status } = await exchange.head;
  return new Promise((resolve) => {
    let text = '';
    exchange.read({
      data: (chunk) => {
        text += chunk.toString();
      },
      end: () => resolve({ status, text, failure: null }),
      fail: (failure) => resolve({ status, text, failure: failure.kind }),
    });
  });
}

const user = (content: string) => ({ model: 'sandbox-small', messages: [{ role: 'user', content }] });
const choiceOf = async (request: object) => JSON.parse((await ask(request)).text).choices[0];
const eventsOf = (text: string) =>
  text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice(6)));

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 7 } },
      required: ['city'],
    },
  },
};

describe('[GW-3] the sandbox', () => {
  it('answers the same bytes with the same bytes, and others with others', async () => {
    const [first, second, other] = await Promise.all([ask(user('Hello')), ask(user('Hello')), ask(user('Hullo'))]);
    expect(first.text).toBe(second.text);
    expect(first.text).not.toBe(other.text);
    expect(JSON.parse(first.text).choices[0].message.content).toContain('“Hello”');
  });

  it('counts real tokens', async () => {
    const answer = JSON.parse((await ask(user('Hello'))).text);
    const counted = await new TokenCounter().count(answer.choices[0].message.content);
    expect(toOpenAiUsage(answer.usage).output).toBe(counted);
    const longer = JSON.parse((await ask(user('Hello '.repeat(100)))).text);
    expect(longer.usage.prompt_tokens - answer.usage.prompt_tokens).toBeGreaterThan(90);
  });

  it('streams token by token what it would say in one piece', async () => {
    const request = { ...user('Hello'), stream: true, stream_options: { include_usage: true } };
    const exchange = open(request);
    await exchange.head;
    const times: number[] = [];
    let text = '';
    await new Promise<void>((resolve) => {
      exchange.read({
        data: (chunk) => {
          text += chunk.toString();
          times.push(performance.now());
        },
        end: resolve,
        fail: () => resolve(),
      });
    });
    const events = eventsOf(text);
    const content = events.map((event) => event.choices[0]?.delta.content ?? '').join('');
    expect(content).toContain('“Hello”');
    expect(events.at(-1).usage.completion_tokens).toBe(await new TokenCounter().count(content));
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(20);
  });

  it('stops at max_tokens and at stop texts', async () => {
    const cut = JSON.parse((await ask({ ...user('Hello'), max_tokens: 5 })).text);
    expect(cut.usage.completion_tokens).toBe(5);
    expect(cut.choices[0].finish_reason).toBe('length');
    const stopped = await choiceOf({ ...user('Hello'), stop: ['sandbox'] });
    expect(stopped.message.content).toMatch(/^This is .*’s $/);
  });

  it('gives several choices that differ', async () => {
    const { choices } = JSON.parse((await ask({ ...user('Hello'), n: 3 })).text);
    expect(new Set(choices.map((choice: { message: { content: string } }) => choice.message.content)).size).toBe(3);
  });

  it('calls a tool when it has to, when the question names it, and not after its result', async () => {
    const tools = [weather];
    for (const request of [
      { ...user('Hello'), tools, tool_choice: 'required' },
      { ...user('Hello'), tools, tool_choice: { type: 'function', function: { name: 'get_weather' } } },
      { ...user('Please get weather for Paris'), tools },
    ]) {
      const choice = await choiceOf(request);
      expect(choice.finish_reason).toBe('tool_calls');
      const call = choice.message.tool_calls[0];
      expect(call.function.name).toBe('get_weather');
      const days = JSON.parse(call.function.arguments).days;
      expect(days >= 1 && days <= 7 && Number.isInteger(days)).toBe(true);
    }
    const messages = [
      { role: 'user', content: 'get weather' },
      { role: 'assistant', tool_calls: [] },
      { role: 'tool', content: '20 °C' },
    ];
    expect((await choiceOf({ model: 'sandbox-small', messages, tools })).finish_reason).toBe('stop');
    expect((await choiceOf({ ...user('get weather'), tools, tool_choice: 'none' })).finish_reason).toBe('stop');
  });

  it('streams the arguments of a tool call in pieces', async () => {
    const { text } = await ask({ ...user('Hello'), tools: [weather], tool_choice: 'required', stream: true });
    const calls = eventsOf(text).flatMap((event) => event.choices[0]?.delta.tool_calls ?? []);
    expect(calls[0]).toMatchObject({ index: 0, type: 'function', function: { name: 'get_weather', arguments: '' } });
    expect(calls.length).toBeGreaterThan(2);
    expect(JSON.parse(calls.map((call) => call.function.arguments).join(''))).toHaveProperty('city');
  });

  it('answers with JSON that is valid by the schema', async () => {
    const schema = {
      type: 'object',
      properties: { mood: { enum: ['good', 'bad'] }, score: { type: 'number', minimum: 0, maximum: 1 } },
      required: ['mood'],
    };
    const format = { type: 'json_schema', json_schema: { name: 'x', schema } };
    const answer = JSON.parse((await choiceOf({ ...user('Hello'), response_format: format })).message.content);
    expect(['good', 'bad']).toContain(answer.mood);
    expect(answer.score >= 0 && answer.score <= 1).toBe(true);
    const object = JSON.parse((await choiceOf({ ...user('Hello'), response_format: { type: 'json_object' } })).message.content);
    expect(object.answer).toContain('Hello');
  });

  it.each([
    ['logprobs', { ...user('x'), logprobs: true }, 'logprobs'],
    ['a role it does not know', { model: 'sandbox-small', messages: [{ role: 'boss', content: '' }] }, 'messages.0.role'],
    ['too many choices', { ...user('x'), n: 9 }, 'n'],
    ['a tool that is not there', { ...user('x'), tools: [weather], tool_choice: { function: { name: 'nope' } } }, 'tool_choice'],
    [
      'a pattern',
      { ...user('x'), response_format: { type: 'json_schema', json_schema: { schema: { type: 'string', pattern: '^a' } } } },
      'response_format',
    ],
    ['a model it does not have', { ...user('x'), model: 'sandbox-nope' }, 'model'],
  ])('refuses %s, naming the parameter', async (_what, request, param) => {
    const answer = await ask(request);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).error.param).toBe(param);
  });

  it('plays the faults its models are named after', async () => {
    expect((await ask({ ...user('x'), model: 'sandbox-error-503' })).status).toBe(503);
    expect((await ask({ ...user('x'), model: 'sandbox-cut' })).failure).toBe('reset');
    expect((await ask({ ...user('x'), model: 'sandbox-cut', stream: true })).failure).toBe('reset');
    expect(() => JSON.parse('{')).toThrow();
    const malformed = await ask({ ...user('x'), model: 'sandbox-malformed' });
    expect(() => JSON.parse(malformed.text)).toThrow();
    const over = JSON.parse((await ask({ ...user('x'), model: 'sandbox-overrun', max_tokens: 10 })).text);
    expect(over.usage.completion_tokens).toBe(30);
    expect(JSON.parse((await ask({ ...user('x'), model: 'sandbox-no-usage' })).text).usage).toBeUndefined();
  });

  it('can be cancelled in the middle', async () => {
    const exchange = open({ ...user('x'), model: 'sandbox-slow', stream: true });
    const failed = expect(exchange.head).rejects.toMatchObject({ kind: 'aborted' });
    setTimeout(() => exchange.abort(), 10);
    await failed;
  });
});

describe('instanceOfSchema', () => {
  const make = (schema: unknown) => instanceOfSchema(schema, seededRandom(5));

  it('follows references and ends recursion', () => {
    const tree = {
      $ref: '#/$defs/node',
      $defs: {
        node: {
          type: 'object',
          properties: { v: { type: 'integer' }, next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } },
          required: ['v', 'next'],
        },
      },
    };
    const text = JSON.stringify(make(tree));
    expect(text).toContain('"next":null');
  });

  it.each([
    [{ type: 'integer', minimum: 3, maximum: 3 }, 3],
    [{ type: 'integer', exclusiveMinimum: 3, exclusiveMaximum: 5 }, 4],
    [{ type: 'number', multipleOf: 0.5, minimum: 2, maximum: 2 }, 2],
    [{ const: { a: 1 } }, { a: 1 }],
    [{ type: ['null', 'string'] }, null],
    [{ type: 'string', minLength: 12, maxLength: 12, format: 'date' }, '2026-01-15xx'],
    [{ allOf: [{ type: 'object', properties: { a: { const: 1 } } }, { properties: { b: { const: 2 } } }] }, { a: 1, b: 2 }],
    [{ type: 'array', items: { const: 1 }, minItems: 3, maxItems: 3 }, [1, 1, 1]],
  ])('makes of %j what it allows', (schema, value) => {
    expect(make(schema)).toEqual(value);
  });

  it('says what it cannot do', () => {
    for (const schema of [{ pattern: 'x' }, { not: {} }, { $ref: '#/nowhere' }, { $ref: 'https://elsewhere' }, { $ref: '#' }]) {
      expect(() => make(schema)).toThrow();
    }
  });
});
