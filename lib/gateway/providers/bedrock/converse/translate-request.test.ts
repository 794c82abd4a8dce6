import { describe, expect, it } from 'vitest';
import type { AppError } from '#lib/core/errors.ts';
import { translateRequest } from './translate-request.ts';

const translate = (request: object, model = 'amazon.nova-lite-v1:0') =>
  JSON.parse(translateRequest(Buffer.from(JSON.stringify(request)), model).toString());
const user = { role: 'user', content: 'Hi' };
const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object' }, strict: true } };

/** The pointer of the field that is refused. */
function refused(request: object, model?: string): string | undefined {
  try {
    translate({ messages: [user], ...request }, model);
    return undefined;
  } catch (error) {
    const { code, errors }: AppError = Object(error);
    expect(code).toBe('invalid_request');
    return errors[0]?.pointer;
  }
}

describe('[GW-2] a chat completion told to Converse', () => {
  it('makes alternating turns of the messages, with what the system says at the top', () => {
    const messages = [
      { role: 'developer', content: 'Be brief.' },
      user,
      { role: 'assistant', content: null, tool_calls: [{ id: 'call.1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] },
      { role: 'tool', tool_call_id: 'call.1', content: 'seven' },
      { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: '' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'And?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
        ],
      },
    ];
    expect(translate({ messages, tools: [tool] })).toEqual({
      system: [{ text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ text: 'Hi' }] },
        { role: 'assistant', content: [{ toolUse: { toolUseId: 'call_1', name: 'f', input: { a: 1 } } }] },
        {
          role: 'user',
          content: [
            { toolResult: { toolUseId: 'call_1', content: [{ text: 'seven' }] } },
            { toolResult: { toolUseId: 'call_2', content: [{ text: '(empty)' }] } },
            { text: 'And?' },
            { image: { format: 'png', source: { bytes: 'AAAA' } } },
          ],
        },
      ],
      inferenceConfig: {},
      toolConfig: { tools: [{ toolSpec: { name: 'f', inputSchema: { json: { type: 'object' } }, strict: true } }] },
    });
  });

  it('embeds documents under a name that AWS takes', () => {
    const file = { filename: 'Q3 / report_v2.pdf', file_data: 'data:application/pdf;base64,JVBE' };
    const { messages } = translate({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Sum up' },
            { type: 'file', file },
          ],
        },
      ],
    });
    expect(messages[0].content[1]).toEqual({ document: { format: 'pdf', name: 'Q3 report v2 pdf', source: { bytes: 'JVBE' } } });
  });

  it('says how tools may be chosen', () => {
    const choose = (choice: unknown) => translate({ messages: [user], tools: [tool], tool_choice: choice }).toolConfig?.toolChoice;
    expect(['auto', 'required', { type: 'function', function: { name: 'f' } }].map(choose)).toEqual([
      { auto: {} },
      { any: {} },
      { tool: { name: 'f' } },
    ]);
    expect(translate({ messages: [user], tools: [tool], tool_choice: 'none' }).toolConfig).toBeUndefined();
  });

  it('forbids parallel calls where one function is forced, which it has no word for', () => {
    const forced = { type: 'function', function: { name: 'f' } };
    const choices = [forced, 'required'].map((choice) => ({ tools: [tool], tool_choice: choice, parallel_tool_calls: false }));
    expect(choices.map((request) => refused(request))).toEqual([undefined, undefined]);
    expect(refused({ parallel_tool_calls: false })).toBeUndefined();
  });

  it('asks for an answer by a schema, whose objects are closed', () => {
    const ask = (strict: boolean) =>
      translate({
        messages: [user],
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'mood', description: 'Of a day', strict, schema: { type: 'object', properties: { a: { type: 'object' } } } },
        },
      }).outputConfig.textFormat;
    const { schema, ...named } = ask(false).structure.jsonSchema;
    expect([ask(false).type, named]).toEqual(['json_schema', { name: 'mood', description: 'Of a day' }]);
    expect(JSON.parse(schema)).toEqual({
      type: 'object',
      properties: { a: { type: 'object', additionalProperties: false } },
      additionalProperties: false,
    });
    expect(JSON.parse(ask(true).structure.jsonSchema.schema)).toEqual({ type: 'object', properties: { a: { type: 'object' } } });
  });

  it('gives OpenAI’s open models the field that they think by', () => {
    expect(translate({ messages: [user], reasoning_effort: 'low' }, 'openai.gpt-oss-120b-1:0').additionalModelRequestFields).toEqual({
      reasoning_effort: 'low',
    });
    expect(refused({ reasoning_effort: 'low' })).toBe('/reasoning_effort');
  });

  it.each([
    [{ seed: 7 }, '/seed'],
    [{ n: 2 }, '/n'],
    [{ response_format: { type: 'json_object' } }, '/response_format/type'],
    [{ tools: [tool], parallel_tool_calls: false }, '/parallel_tool_calls'],
    [{ tools: [tool, { ...tool, function: { name: 'g' } }], tool_choice: 'required', parallel_tool_calls: false }, '/parallel_tool_calls'],
    [{ response_format: { type: 'json_schema', json_schema: { name: 'a' } } }, '/response_format/json_schema/schema'],
    [{ something_new: 1 }, '/something_new'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] }] },
      '/messages/0/content/0/image_url/url',
    ],
    [{ messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] }, '/messages/0/content/0/type'],
    [
      { messages: [{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f', arguments: '[' } }] }] },
      '/messages/0/tool_calls/0/function/arguments',
    ],
    [{ messages: [{ role: 'system', content: 'alone' }] }, '/messages'],
    [{ tools: [{ type: 'custom', custom: {} }] }, '/tools/0/type'],
  ])('refuses %j and names the field', (request, pointer) => {
    expect(refused(request)).toBe(pointer);
  });

  it('passes over what does not touch the answer', () => {
    expect(refused({ n: 1, user: 'u', store: false, stream_options: { include_usage: true }, logprobs: false, top_p: 1 })).toBeUndefined();
  });
});
