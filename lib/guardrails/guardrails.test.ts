import { describe, expect, test } from 'vitest';
import { GuardrailCheck, GuardrailDefinition } from '#lib/contracts/guardrail-definition.ts';
import { guardedCharactersMax } from '#lib/contracts/guardrail-names.ts';
import { guardrailFaults } from './check-guardrail.ts';
import { compileCheck, compileRedaction, GuardedText } from './engine/compile-check.ts';
import { GuardrailSet, judge } from './engine/guardrail-set.ts';
import { finalAnswers, streamedAnswers } from './final-answers.ts';
import { readParts } from './read-parts.ts';

const found = (check: object, text: string) =>
  compileCheck(GuardrailCheck.parse(check))?.(new GuardedText([{ source: 'user', text }])) ?? null;

describe('[GOV-5] checks', () => {
  test('a topic is told by its terms and what stands around them', () => {
    const check = {
      type: 'topics',
      topics: [{ name: 'mergers', terms: ['merger', 'acqui*'], context: ['shares', 'confidential', 'our bid'], except: ['git'] }],
    };
    expect(found(check, 'The merger is confidential until May')?.why).toBe('the topic "mergers"');
    expect(found(check, 'They Acquired all SHARES of it')).not.toBeNull();
    expect(found(check, 'How do I acquire a taste for olives?')).toBeNull();
    expect(found(check, 'A merger of two git branches, confidential')).toBeNull();
    expect(found(check, 'acquіred shares')).not.toBeNull();
    const several = { type: 'topics', topics: [{ name: 'gambling', terms: ['roulette', 'odds', 'casino'], terms_min: 2 }] };
    expect(found(several, 'What are the odds?')).toBeNull();
    expect(found(several, 'What are the odds at roulette?')).not.toBeNull();
    expect(found({ type: 'topics', topics: [{ name: 'x', terms: ['内部情報'] }] }, 'これは内部情報です')).not.toBeNull();
  });

  test('lists deny whole words in any disguise of letters, patterns, and what names nothing that is allowed', () => {
    expect(found({ type: 'terms', deny: ['Project Orion'] }, 'about project   ORION now')).not.toBeNull();
    expect(found({ type: 'terms', deny: ['ion'] }, 'a nation')).toBeNull();
    expect(found({ type: 'terms', deny_patterns: ['INT-\\d{4}'] }, 'see INT-2044')?.why).toContain('pattern 1');
    expect(found({ type: 'terms', allow: ['invoice', 'refund'] }, 'tell me a joke')).not.toBeNull();
    expect(found({ type: 'terms', allow: ['invoice', 'refund'] }, 'my Invoice is wrong')).toBeNull();
    const redact = compileRedaction(GuardrailCheck.parse({ type: 'terms', deny: ['Project Orion', 'a.b'] }));
    expect(redact?.redact('PROJECT orion and a.b, not axb')).toBe('[REDACTED] and [REDACTED], not axb');
    const hostile = { type: 'terms', deny_patterns: ['(a+)+$', '(?:x|x)*y'] };
    const startedAt = performance.now();
    expect(found(hostile, `${'a'.repeat(50_000)}b${'x'.repeat(50_000)}`)).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  test('an answer is held against its schema, with the place where it does not fit', () => {
    const schema = {
      type: 'object',
      required: ['items', 'kind'],
      additionalProperties: false,
      properties: {
        kind: { enum: ['a', 'b'] },
        items: { type: 'array', maxItems: 2, items: { $ref: '#/$defs/item' } },
        note: { anyOf: [{ type: 'string', pattern: '^x+$', maxLength: 3 }, { type: 'null' }] },
      },
      $defs: { item: { type: 'object', properties: { n: { type: 'integer', minimum: 0, exclusiveMaximum: 10 } }, required: ['n'] } },
    };
    const why = (answer: unknown) => found({ type: 'output_schema', schema }, JSON.stringify(answer))?.why ?? null;
    expect(why({ kind: 'a', items: [{ n: 1 }], note: null })).toBeNull();
    expect(why({ kind: 'a', items: [{ n: 10 }] })).toContain('/items/0/n is not less than 10');
    expect(why({ kind: 'a', items: [{ n: 1.5 }] })).toContain('/items/0/n is not of the type integer');
    expect(why({ kind: 'c', items: [] })).toContain('/kind is none of the values');
    expect(why({ kind: 'a' })).toContain('/items is missing');
    expect(why({ kind: 'a', items: [], more: 1 })).toContain('/more is not allowed');
    expect(why({ kind: 'a', items: [], note: 'xy' })).toContain('/note fits none of the forms');
    expect(found({ type: 'output_schema', schema }, 'Sure! {')?.why).toContain('it is not JSON');
    expect(why(JSON.parse('{"kind":"a","items":[],"__proto__":1}'))).toContain('/__proto__ is not allowed');
  });

  test('what is told of a finding is one line that can be stored, whatever an answer calls its members', () => {
    const source = { guardrailId: 'g', name: 'G', scopeKind: 'tenant', scopeId: null, version: 1, mode: 'active', secret: null } as const;
    const definition = GuardrailDefinition.parse({
      side: 'output',
      check: { type: 'output_schema', schema: { type: 'object', additionalProperties: false } },
    });
    const [strict] = new GuardrailSet([{ ...source, definition }]).output;
    if (strict === undefined) throw new Error('It reads what is answered');
    const answer = JSON.stringify({ [`a\u0000\nb\ud800${'x'.repeat(1_000)}`]: 1 });
    const why = judge(strict, 'output', new GuardedText([{ source: 'answer', text: answer }]))?.why ?? '';
    expect(why).toMatch(/^an answer that does not fit its schema: \/a b\ufffdx+$/);
    expect(why.length).toBeLessThanOrEqual(300);
  });

  test('a schema that could not be checked is refused when it is saved, each fault at its place', () => {
    const faults = (schema: object) =>
      guardrailFaults(GuardrailDefinition.parse({ side: 'output', check: { type: 'output_schema', schema } }), '/draft');
    expect(faults({ type: 'object', properties: { a: { format: 'email' } } })).toEqual([
      { pointer: '/draft/check/schema/properties/a/format', detail: 'format is not supported: an answer could not be checked against it' },
    ]);
    expect(faults({ $ref: 'https://example.com/schema' })[0]?.detail).toContain('leads nowhere');
    expect(faults({ pattern: '(?=a)' })[0]?.detail).toContain('RE2');
    expect(faults({ type: 'text', required: 'a' }).map(({ pointer }) => pointer)).toEqual([
      '/draft/check/schema/type',
      '/draft/check/schema/required',
    ]);
    let deep: object = {};
    for (let level = 0; level < 40; level += 1) deep = { items: deep };
    expect(faults(deep)[0]?.detail).toContain('32 levels');
    // References that lead in circles end.
    const circle = { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } };
    expect(found({ type: 'output_schema', schema: circle }, '1')?.why).toContain('takes too long');
  });

  test('what cannot be carried out is refused when it is saved', () => {
    const faults = (definition: object) => guardrailFaults(GuardrailDefinition.parse(definition), '').map(({ pointer }) => pointer);
    expect(faults({ side: 'both', check: { type: 'prompt_injection' } })).toEqual(['/side']);
    expect(faults({ side: 'output', check: { type: 'length', characters_max: 5 }, action: { type: 'route' } })).toEqual([
      '/side',
      '/action/route',
    ]);
    expect(faults({ side: 'input', check: { type: 'length', characters_max: 5 }, action: { type: 'redact' } })).toEqual(['/action/type']);
    expect(faults({ side: 'input', check: { type: 'terms' } })).toEqual(['/check/deny']);
    expect(faults({ side: 'input', check: { type: 'terms', deny_patterns: ['('] } })).toEqual(['/check/deny_patterns/0']);
  });

  test('one that cannot be read catches its calls, and so does a text beyond what is read', () => {
    const source = { guardrailId: 'g', name: 'G', scopeKind: 'tenant', scopeId: null, version: 1, mode: 'active', secret: null } as const;
    const broken = new GuardrailSet([{ ...source, definition: null }]).input[0];
    if (broken === undefined) throw new Error('A guardrail that cannot be read stays in the set');
    expect(judge(broken, 'input', new GuardedText([]))?.why).toContain('cannot be told');
    const definition = GuardrailDefinition.parse({ side: 'input', check: { type: 'terms', deny: ['x'] } });
    const sound = new GuardrailSet([{ ...source, definition }]).input[0];
    if (sound === undefined) throw new Error('It reads what is asked');
    const long = new GuardedText([{ source: 'user', text: 'y '.repeat(guardedCharactersMax) }]);
    expect(judge(sound, 'input', long)?.why).toContain('more than the');
  });
});

describe('[GOV-5] what a model finally says', () => {
  const whole = (body: object) => finalAnswers(Buffer.from(JSON.stringify(body)));
  const streamed = (...events: object[]) =>
    streamedAnswers(Buffer.from(`${events.map((event) => `event: x\ndata: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`));

  test('is told apart from reasoning and calls of tools, in each protocol', () => {
    const call = { id: 'c', function: { name: 'f', arguments: '{}' } };
    expect(
      whole({
        choices: [
          { index: 0, message: { content: 'A' } },
          { index: 1, message: { content: 'B' } },
        ],
      }),
    ).toEqual(['A', 'B']);
    expect(whole({ choices: [{ message: { content: null, reasoning_content: 'R', tool_calls: [call] } }] })).toEqual([]);
    const content = [
      { type: 'thinking', thinking: 'R' },
      { type: 'text', text: 'A' },
      { type: 'tool_use', input: {} },
    ];
    expect(whole({ type: 'message', content })).toEqual(['A']);
    const output = [
      { type: 'reasoning', summary: [{ text: 'R' }] },
      { type: 'message', content: [{ type: 'output_text', text: 'A' }] },
    ];
    expect(whole({ object: 'response', output })).toEqual(['A']);
    expect(whole({ candidates: [{ content: { parts: [{ text: 'R', thought: true }, { text: 'A' }] } }] })).toEqual(['A']);
  });

  test('is put together from a stream', () => {
    const delta = (content: string) => ({ choices: [{ index: 0, delta: { content } }] });
    expect(streamed(delta('{"a'), delta('":1}'))).toEqual(['{"a":1}']);
    const block = (more: object) => ({ type: 'content_block_delta', delta: more });
    expect(streamed(block({ type: 'thinking_delta', thinking: 'R' }), block({ type: 'text_delta', text: 'A' }))).toEqual(['A']);
    const added = { type: 'response.output_text.delta', delta: 'A' };
    const completed = { type: 'response.completed', response: { object: 'response', output: [] } };
    expect(streamed(added, added, completed)).toEqual(['AA']);
  });
});

describe('[GOV-5] whose word a text is', () => {
  const sources = (body: object) => readParts(Buffer.from(JSON.stringify(body))).map(({ source, text }) => `${source}: ${text}`);

  test('in chat completions and responses', () => {
    expect(
      sources({
        model: 'm',
        messages: [
          { role: 'system', content: 'S' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'U' },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
            ],
          },
          { role: 'assistant', content: null, tool_calls: [{ id: '1', function: { name: 'f', arguments: '{}' } }] },
          { role: 'tool', tool_call_id: '1', content: 'T' },
        ],
      }),
    ).toEqual(['trusted: S', 'user: U', 'tool: T']);
    expect(
      sources({
        instructions: 'S',
        input: [
          { role: 'user', content: [{ type: 'input_text', text: 'U' }] },
          { type: 'function_call_output', call_id: 'c', output: 'T' },
        ],
      }),
    ).toEqual(['trusted: S', 'user: U', 'tool: T']);
    expect(sources({ input: 'U' })).toEqual(['user: U']);
  });

  test('in messages and in contents', () => {
    const content = [
      { type: 'tool_result', tool_use_id: 'x', content: [{ type: 'text', text: 'T' }] },
      { type: 'text', text: 'U' },
    ];
    expect(sources({ system: [{ type: 'text', text: 'S' }], messages: [{ role: 'user', content }] })).toEqual([
      'trusted: S',
      'tool: T',
      'user: U',
    ]);
    const document = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'D' } };
    expect(sources({ messages: [{ role: 'user', content: [document] }] })).toEqual(['tool: D']);
    const contents = [
      { role: 'user', parts: [{ text: 'U' }] },
      { role: 'user', parts: [{ functionResponse: { name: 'f', response: { result: 'T' } } }] },
    ];
    expect(sources({ systemInstruction: { parts: [{ text: 'S' }] }, contents })).toEqual(['trusted: S', 'user: U', 'tool: T']);
  });

  test('a body that is no JSON has no texts, and bytes that are no UTF-8 do not stop anything', () => {
    expect(readParts(Buffer.from('--form'))).toEqual([]);
    const broken = Buffer.concat([Buffer.from('{"input":"a'), Buffer.from([0xff, 0xc3]), Buffer.from('b"}')]);
    expect(readParts(broken)).toEqual([{ source: 'user', text: 'a\ufffd\ufffdb' }]);
  });
});
