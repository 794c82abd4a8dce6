import { describe, expect, it } from 'vitest';
import { pointerOf } from '#tests/gateway/support/pointer-of.ts';
import { carrySeal } from '../carried-seal.ts';
import { chatSide } from '../chat/chat-side.ts';
import { conversationTranslation } from '../conversation-translation.ts';
import { messagesSide } from '../messages/messages-side.ts';
import { geminiSide, geminiStreamSide } from './gemini-sides.ts';

const hi = { role: 'user', parts: [{ text: 'Hi' }] };
const user = { role: 'user', content: 'Hi' };

const to =
  (side: typeof chatSide, caller = geminiSide) =>
  (request: object) =>
    JSON.parse(
      conversationTranslation(caller, side)
        .translateRequest(Buffer.from(JSON.stringify({ contents: [hi], ...request })), { model: 'm', outputTokensMax: null })
        .toString(),
    );
const chat = to(chatSide);
const messages = to(messagesSide);
const config = (generationConfig: object) => ({ generationConfig });

describe('[GW-2] a request of Gemini’s for a chat model', () => {
  it.each([
    [{}, {}],
    [
      { model: 'models/x', labels: { a: 'b' }, system_instruction: { parts: [{ text: 'Be brief.' }] } },
      { messages: [{ role: 'system', content: 'Be brief.' }, user] },
    ],
    [
      { generation_config: { max_output_tokens: 7, topP: 0.9, stop_sequences: ['a'], seed: 1, candidateCount: 2, presencePenalty: 0.5 } },
      { max_completion_tokens: 7, top_p: 0.9, stop: ['a'], seed: 1, n: 2, presence_penalty: 0.5 },
    ],
    [config({ responseLogprobs: true, logprobs: 3 }), { logprobs: true, top_logprobs: 3 }],
    [config({ responseMimeType: 'application/json' }), { response_format: { type: 'json_object' } }],
    [
      config({
        responseMimeType: 'application/json',
        responseSchema: {
          type: 'OBJECT',
          properties: {
            a: { type: 'STRING', nullable: true, enum: ['x'] },
            b: { type: 'ARRAY', items: { type: 'INTEGER' }, minItems: '2' },
          },
          propertyOrdering: ['b', 'a'],
          required: ['a'],
        },
      }),
      {
        response_format: {
          type: 'json_schema',
          json_schema: {
            name: 'answer',
            schema: {
              type: 'object',
              properties: {
                a: { type: ['string', 'null'], enum: ['x', null] },
                b: { type: 'array', items: { type: 'integer' }, minItems: 2 },
              },
              required: ['a'],
            },
          },
        },
      },
    ],
    [config({ thinkingConfig: { thinkingBudget: 0 } }), {}],
    [config({ thinkingConfig: { thinkingBudget: 9_000 } }), { reasoning_effort: 'medium' }],
    [config({ thinkingConfig: { thinkingBudget: -1, includeThoughts: true } }), {}],
    [config({ thinkingConfig: { thinking_level: 'HIGH' } }), { reasoning_effort: 'high' }],
    [{ safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }] }, {}],
  ])('says %j as %j', (request, expected) => {
    expect(chat(request)).toEqual({ model: 'm', messages: [user], ...expected });
  });

  it('streams where the path says so', () => {
    expect(to(chatSide, geminiStreamSide)({})).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it.each([
    [{ mode: 'AUTO' }, 'auto'],
    [{ mode: 'NONE' }, 'none'],
    [{ mode: 'ANY' }, 'required'],
    [
      { mode: 'ANY', allowed_function_names: ['f'] },
      { type: 'function', function: { name: 'f' } },
    ],
  ])('gives functions, and the config %j as %j', (functionCallingConfig, expected) => {
    const tools = [
      { functionDeclarations: [{ name: 'f', description: 'd', parameters: { type: 'OBJECT', properties: { type: { type: 'NUMBER' } } } }] },
      { function_declarations: [{ name: 'g', parametersJsonSchema: { type: 'object' } }] },
    ];
    expect(chat({ tools, toolConfig: { functionCallingConfig } })).toMatchObject({
      tools: [
        {
          type: 'function',
          function: { name: 'f', description: 'd', parameters: { type: 'object', properties: { type: { type: 'number' } } } },
        },
        { type: 'function', function: { name: 'g', parameters: { type: 'object' } } },
      ],
      tool_choice: expected,
    });
  });

  it('leaves out tools that may not be called', () => {
    const tools = [{ functionDeclarations: ['f', 'g', 'h'].map((name) => ({ name })) }];
    const request = chat({ tools, toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f', 'h'] } } });
    expect(request.tools.map((tool: { function: { name: string } }) => tool.function.name)).toEqual(['f', 'h']);
    expect(request.tool_choice).toBe('required');
  });

  it('matches results with calls by name and order, or by id', () => {
    const result = (name: string, response: object, id?: string) => ({ functionResponse: { id, name, response } });
    const request = chat({
      contents: [
        hi,
        {
          role: 'model',
          parts: [
            { text: 'Look', thoughtSignature: 'c2ln' },
            { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' },
            { function_call: { name: 'f', args: { a: 2 } } },
            { functionCall: { id: 'x', name: 'g' } },
          ],
        },
        {
          role: 'function',
          parts: [result('g', { output: 'three' }, 'x'), result('f', { a: 'one', b: 2 }), result('f', { error: 'two' })],
        },
        { parts: [{ text: 'Go on' }] },
      ],
    });
    const call = (id: string, name: string, sent: string) => ({ id, type: 'function', function: { name, arguments: sent } });
    expect(request.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: 'Look',
        tool_calls: [call('call_1_1', 'f', '{"a":1}'), call('call_1_2', 'f', '{"a":2}'), call('x', 'g', '{}')],
      },
      { role: 'tool', tool_call_id: 'x', content: 'three' },
      { role: 'tool', tool_call_id: 'call_1_1', content: '{"a":"one","b":2}' },
      { role: 'tool', tool_call_id: 'call_1_2', content: 'Error: two' },
      { role: 'user', content: 'Go on' },
    ]);
  });

  it('keeps media', () => {
    const parts = [
      { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
      { inline_data: { mime_type: 'audio/mp3', data: 'SUQz' } },
      { inlineData: { mimeType: 'application/pdf', data: 'JVBE', displayName: 'a.pdf' } },
      { inlineData: { mimeType: 'text/csv', data: Buffer.from('a,b').toString('base64') } },
      { fileData: { mimeType: 'image/png', fileUri: 'https://x/a.png' } },
    ];
    expect(chat({ contents: [{ role: 'user', parts }] }).messages[0].content).toEqual([
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'input_audio', input_audio: { data: 'SUQz', format: 'mp3' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
      { type: 'text', text: 'a,b' },
      { type: 'image_url', image_url: { url: 'https://x/a.png' } },
    ]);
  });

  it.each([
    [{ cachedContent: 'cachedContents/x' }, '/cachedContent'],
    [{ unheard_of: 1 }, '/unheard_of'],
    [{ tools: [{ google_search: {} }] }, '/tools/0/google_search'],
    [{ tools: [{ functionDeclarations: [{ name: 'f', behavior: 'NON_BLOCKING' }] }] }, '/tools/0/functionDeclarations/0/behavior'],
    [{ safety_settings: [{ category: 'x', threshold: 'BLOCK_LOW_AND_ABOVE' }] }, '/safety_settings/0/threshold'],
    [config({ topK: 3 }), '/generationConfig/topK'],
    [config({ responseModalities: ['AUDIO'] }), '/generationConfig/responseModalities'],
    [config({ speechConfig: {} }), '/generationConfig/speechConfig'],
    [config({ response_mime_type: 'text/x.enum' }), '/generationConfig/response_mime_type'],
    [config({ temperature: 1, Temperature: 2 }), '/generationConfig/Temperature'],
    [{ generation_config: { top_p: 1, topP: 1 } }, '/generation_config/topP'],
    [{ contents: [{ role: 'robot', parts: [] }] }, '/contents/0/role'],
    [{ contents: [{ parts: [{}] }] }, '/contents/0/parts/0/text'],
    [{ contents: [{ parts: [{ executableCode: {} }] }] }, '/contents/0/parts/0/executableCode'],
    [{ contents: [{ parts: [{ functionResponse: { name: 'f', response: {} } }] }] }, '/contents/0/parts/0/functionResponse/name'],
    [{ contents: [{ parts: [{ inlineData: { mimeType: 'video/mp4', data: 'AA' } }] }] }, '/contents/0/parts/0/inlineData/mimeType'],
    [{ contents: [{ parts: [{ fileData: { fileUri: 'gs://bucket/a.png' } }] }] }, '/contents/0/parts/0/fileData/fileUri'],
  ])('%j is refused at %s', (request, pointer) => {
    expect(pointerOf(() => chat(request))).toBe(pointer);
  });
});

describe('[GW-2] a request of Gemini’s for Anthropic', () => {
  it('keeps the conversation, with thinking that Anthropic signed', () => {
    const sealed = (data: string, isRedacted = false) => carrySeal({ issuer: 'anthropic', data }, isRedacted);
    const request = messages({
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        hi,
        {
          role: 'model',
          parts: [
            { text: 'hm', thought: true, thoughtSignature: sealed('sig') },
            { text: '', thought: true, thoughtSignature: sealed('xyz', true) },
            { text: 'of Gemini', thought: true, thoughtSignature: 'c2ln' },
            { functionCall: { name: 'f', args: { a: 1 } } },
          ],
        },
        { role: 'user', parts: [{ text: 'Here' }, { functionResponse: { name: 'f', response: { error: 'no' } } }] },
      ],
      generationConfig: { maxOutputTokens: 50, topK: 4, temperature: 0.5, thinkingConfig: { thinkingBudget: 20_000 } },
    });
    expect(request).toMatchObject({
      max_tokens: 50,
      top_k: 4,
      temperature: 0.5,
      thinking: { type: 'adaptive' },
      output_config: { effort: 'high' },
      system: [{ type: 'text', text: 'Be brief.' }],
    });
    expect(request.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 'sig' },
          { type: 'redacted_thinking', data: 'xyz' },
          { type: 'tool_use', id: 'call_1_3', name: 'f', input: { a: 1 } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1_3', content: [{ type: 'text', text: 'no' }], is_error: true },
          { type: 'text', text: 'Here' },
        ],
      },
    ]);
  });

  it('forbids to think where that was asked for', () => {
    expect(messages(config({ thinkingConfig: { thinkingBudget: 0 } })).thinking).toEqual({ type: 'disabled' });
  });

  it('closes the objects of a schema, as Anthropic demands', () => {
    const responseSchema = { type: 'OBJECT', properties: { a: { type: 'ARRAY', items: { type: 'OBJECT', properties: {} } } } };
    const { output_config } = messages(config({ responseMimeType: 'application/json', responseSchema }));
    expect(output_config.format.schema).toEqual({
      type: 'object',
      properties: { a: { type: 'array', items: { type: 'object', properties: {}, additionalProperties: false } } },
      additionalProperties: false,
    });
  });

  it.each([
    [config({ candidateCount: 2 }), '/generationConfig/candidateCount'],
    [config({ temperature: 1.5 }), '/generationConfig/temperature'],
    [config({ responseMimeType: 'application/json' }), '/generationConfig/responseMimeType'],
    [{ contents: [{ parts: [{ inlineData: { mimeType: 'audio/wav', data: 'AA' } }] }] }, '/contents/0/parts/0/inlineData/mimeType'],
  ])('%j is refused at %s', (request, pointer) => {
    expect(pointerOf(() => messages(request))).toBe(pointer);
  });
});
