import { describe, expect, it } from 'vitest';
import { pointerOf } from '#tests/gateway/support/pointer-of.ts';
import { carrySeal } from '../carried-seal.ts';
import { chatSide } from '../chat/chat-side.ts';
import { conversationTranslation } from '../conversation-translation.ts';
import { messagesSide } from '../messages/messages-side.ts';
import { geminiSide, geminiStreamSide } from './gemini-sides.ts';

const user = { role: 'user', content: 'Hi' };
const hi = { role: 'user', parts: [{ text: 'Hi' }] };

const from =
  (side: typeof chatSide, base: object) =>
  (request: object, model = 'gemini-2.5-flash') =>
    JSON.parse(
      conversationTranslation(side, geminiSide)
        .translateRequest(Buffer.from(JSON.stringify({ model: 'alias', messages: [user], ...base, ...request })), {
          model,
          outputTokensMax: null,
        })
        .toString(),
    );
const chat = from(chatSide, {});
const messages = from(messagesSide, { max_tokens: 9 });
const call = (id: string, name: string, sent: string, more: object = {}) => ({
  id,
  type: 'function',
  function: { name, arguments: sent },
  ...more,
});

describe('[GW-2] a chat request for Gemini', () => {
  it('goes to the path that names model and action', () => {
    const { provider, addressOf } = conversationTranslation(chatSide, geminiStreamSide);
    const { path, query } = addressOf('gemini-2.5-flash');
    expect([path, query]).toEqual(['/v1beta/models/gemini-2.5-flash:streamGenerateContent', 'alt=sse']);
    const ask = provider.readAsk(Buffer.from(JSON.stringify({ contents: [hi] })), path, query);
    expect(ask).toMatchObject({ model: 'gemini-2.5-flash', streamed: true });
  });

  it.each([
    [{}, {}],
    [
      {
        max_completion_tokens: 7,
        temperature: 1.5,
        top_p: 0.9,
        seed: 4,
        presence_penalty: 0.5,
        frequency_penalty: 0.25,
        stop: 'END',
        n: 2,
        logprobs: true,
        top_logprobs: 3,
      },
      {
        generationConfig: {
          maxOutputTokens: 7,
          temperature: 1.5,
          topP: 0.9,
          seed: 4,
          presencePenalty: 0.5,
          frequencyPenalty: 0.25,
          stopSequences: ['END'],
          candidateCount: 2,
          responseLogprobs: true,
          logprobs: 3,
        },
      },
    ],
    [{ response_format: { type: 'json_object' } }, { generationConfig: { responseMimeType: 'application/json' } }],
    [
      { response_format: { type: 'json_schema', json_schema: { name: 'a', description: 'd', schema: { type: 'object' } } } },
      { generationConfig: { responseMimeType: 'application/json', responseJsonSchema: { description: 'd', type: 'object' } } },
    ],
    [{ reasoning_effort: 'medium' }, { generationConfig: { thinkingConfig: { thinkingBudget: 8_192, includeThoughts: true } } }],
    [{ reasoning_effort: 'none' }, { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }],
    [{ user: 'u', stream: true, stream_options: {}, parallel_tool_calls: false, store: true }, {}],
  ])('says %j as %j', (request, expected) => {
    expect(chat(request)).toEqual({ contents: [hi], ...expected });
  });

  it.each([
    ['gemini-3-pro-preview', 'medium', 'high'],
    ['gemini-3-pro-preview', 'minimal', 'low'],
    ['gemini-3-flash', 'minimal', 'minimal'],
    ['gemini-3.5-flash', 'xhigh', 'high'],
  ])('asks %s to think at %s by level', (model, reasoning_effort, thinkingLevel) => {
    expect(chat({ reasoning_effort }, model).generationConfig.thinkingConfig).toEqual({ thinkingLevel, includeThoughts: true });
  });

  it('lifts system messages and keeps media', () => {
    const content = [
      { type: 'text', text: 'Look' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'high' } },
      { type: 'image_url', image_url: { url: 'https://x/a.webp?w=1' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
      { type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } },
    ];
    expect(
      chat({
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'developer', content: 'Be kind.' },
          { role: 'user', content },
        ],
      }),
    ).toEqual({
      systemInstruction: { parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'Look' },
            { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
            { fileData: { mimeType: 'image/webp', fileUri: 'https://x/a.webp?w=1' } },
            { inlineData: { mimeType: 'application/pdf', data: 'JVBE' } },
            { inlineData: { mimeType: 'audio/wav', data: 'UklG' } },
          ],
        },
      ],
    });
  });

  it('matches results to parallel calls, in their order, and gives signatures back', () => {
    const signed = { extra_content: { google: { thought_signature: 'c2ln' } } };
    const { contents } = chat(
      {
        messages: [
          user,
          { role: 'assistant', content: 'Look', tool_calls: [call('a', 'f', '{"id":1234}', signed), call('b', 'g', '')] },
          { role: 'tool', tool_call_id: 'b', content: '{"x":1}' },
          { role: 'tool', tool_call_id: 'a', content: 'one' },
          { role: 'user', content: 'Go on' },
        ],
      },
      'gemini-3-pro',
    );
    expect(contents.slice(1)).toEqual([
      {
        role: 'model',
        parts: [
          { text: 'Look' },
          { functionCall: { id: 'a', name: 'f', args: { id: 1234 } }, thoughtSignature: 'c2ln' },
          { functionCall: { id: 'b', name: 'g', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', name: 'f', response: { output: 'one' } } },
          { functionResponse: { id: 'b', name: 'g', response: { x: 1 } } },
          { text: 'Go on' },
        ],
      },
    ]);
  });

  it('keeps every digit of arguments and schemas', () => {
    const body = `{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{\\"id\\":9007199254740993}"}}]}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"id":{"maximum":18446744073709551615}}}}}]}`;
    const text = conversationTranslation(chatSide, geminiSide)
      .translateRequest(Buffer.from(body), { model: 'gemini-2.5-flash', outputTokensMax: null })
      .toString();
    expect(text).toContain('"args":{"id":9007199254740993}');
    expect(text).toContain('{"maximum":18446744073709551615}');
  });

  it('marks calls of other models for models that want signatures', () => {
    const history = { messages: [user, { role: 'assistant', tool_calls: [call('a', 'f', '{}'), call('b', 'g', '{}')] }] };
    const parts = (model: string) =>
      chat(history, model).contents[1].parts.map((part: { thoughtSignature?: string }) => part.thoughtSignature);
    expect(parts('gemini-3-flash')).toEqual(['skip_thought_signature_validator', undefined]);
    expect(parts('gemini-2.5-flash')).toEqual([undefined, undefined]);
  });

  it.each([
    ['auto', undefined],
    ['none', { mode: 'NONE' }],
    ['required', { mode: 'ANY' }],
    [
      { type: 'function', function: { name: 'f' } },
      { mode: 'ANY', allowedFunctionNames: ['f'] },
    ],
  ])('gives tools, and the choice %j as %j', (tool_choice, expected) => {
    const parameters = { type: 'object', properties: { a: { $ref: '#/$defs/a' } } };
    const tools = [
      { type: 'function', function: { name: 'f', description: 'd', parameters } },
      { type: 'function', function: { name: 'g' } },
    ];
    const request = chat({ tools, ...(tool_choice === 'auto' ? {} : { tool_choice }) });
    expect(request.tools).toEqual([
      { functionDeclarations: [{ name: 'f', description: 'd', parametersJsonSchema: parameters }, { name: 'g' }] },
    ]);
    expect(request.toolConfig).toEqual(expected === undefined ? undefined : { functionCallingConfig: expected });
  });

  it('forbids parallel calls where one function is forced, which it has no word for', () => {
    const tools = ['f', 'g'].map((name) => ({ type: 'function', function: { name } }));
    const forced = { tools, tool_choice: { type: 'function', function: { name: 'f' } }, parallel_tool_calls: false };
    expect(chat(forced).toolConfig).toEqual({ functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } });
    const only = { tools: tools.slice(0, 1), tool_choice: 'required', parallel_tool_calls: false };
    expect(chat(only).toolConfig).toEqual({ functionCallingConfig: { mode: 'ANY' } });
  });

  it('asks for valid arguments where tools are strict', () => {
    const tools = [{ type: 'function', function: { name: 'f', strict: true } }];
    expect(chat({ tools }).toolConfig).toEqual({ functionCallingConfig: { mode: 'VALIDATED' } });
  });

  it.each([
    [{ verbosity: 'low' }, '/verbosity'],
    [{ logit_bias: { 5: 1 } }, '/logit_bias'],
    [{ tools: [{ type: 'function', function: { name: 'f' } }], parallel_tool_calls: false }, '/parallel_tool_calls'],
    [
      { tools: ['f', 'g'].map((name) => ({ type: 'function', function: { name } })), tool_choice: 'required', parallel_tool_calls: false },
      '/parallel_tool_calls',
    ],
    [{ messages: [{ role: 'system', content: 'Only this' }] }, '/messages'],
    [{ messages: [{ role: 'tool', tool_call_id: 'x', content: '' }] }, '/messages/0/tool_call_id'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x/a' } }] }] },
      '/messages/0/content/0/image_url/url',
    ],
    [
      { messages: [{ role: 'assistant', tool_calls: [{ ...call('a', 'f', ''), extra_content: { x: 1 } }] }] },
      '/messages/0/tool_calls/0/extra_content/x',
    ],
  ])('%j is refused at %s', (request, pointer) => {
    expect(pointerOf(() => chat(request))).toBe(pointer);
  });

  it('refuses not to think where the model always does', () => {
    expect(pointerOf(() => chat({ reasoning_effort: 'none' }, 'gemini-3-flash'))).toBe('/reasoning_effort');
  });
});

describe('[GW-2] a request of Anthropic’s for Gemini', () => {
  it.each([
    [
      { top_k: 3, stop_sequences: ['a'] },
      { topK: 3, stopSequences: ['a'] },
    ],
    [{ thinking: { type: 'enabled', budget_tokens: 2_000 } }, { thinkingConfig: { thinkingBudget: 2_000, includeThoughts: true } }],
    [{ thinking: { type: 'enabled', budget_tokens: 60_000 } }, { thinkingConfig: { thinkingBudget: 24_576, includeThoughts: true } }],
    [{ thinking: { type: 'adaptive' } }, { thinkingConfig: { includeThoughts: true } }],
    [{ thinking: { type: 'disabled' } }, {}],
    [
      { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
      { responseMimeType: 'application/json', responseJsonSchema: { type: 'object' } },
    ],
  ])('says %j as %j', (request, expected) => {
    expect(messages(request)).toEqual({ contents: [hi], generationConfig: { maxOutputTokens: 9, ...expected } });
  });

  it('gives back what Gemini signed, and drops what others did', () => {
    const seal = carrySeal({ issuer: 'gemini', data: 'c2ln' }, false);
    const content = [
      { type: 'thinking', thinking: 'hm', signature: 'of Anthropic' },
      { type: 'thinking', thinking: 'hm', signature: seal },
      { type: 'tool_use', id: 'a', name: 'f', input: { x: 1 } },
    ];
    const result = { type: 'tool_result', tool_use_id: 'a', content: 'broken', is_error: true };
    const { contents } = messages({ messages: [user, { role: 'assistant', content }, { role: 'user', content: [result] }] });
    expect(contents.slice(1)).toEqual([
      { role: 'model', parts: [{ functionCall: { id: 'a', name: 'f', args: { x: 1 } }, thoughtSignature: 'c2ln' }] },
      { role: 'user', parts: [{ functionResponse: { id: 'a', name: 'f', response: { error: 'broken' } } }] },
    ]);
    const alone = messages({ messages: [user, { role: 'assistant', content: [{ type: 'text', text: 'Yes' }, content[1]] }] });
    expect(alone.contents[1].parts).toEqual([{ text: 'Yes' }, { text: '', thoughtSignature: 'c2ln' }]);
  });

  it('sends pictures in results and documents given as text', () => {
    const png = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
    const { contents } = messages({
      messages: [
        { role: 'user', content: [{ type: 'document', title: 'T', source: { type: 'text', media_type: 'text/plain', data: 'x' } }] },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: [png] }] },
      ],
    });
    expect(contents[0].parts).toEqual([{ text: 'T\n\nx' }]);
    expect(contents[2].parts).toEqual([
      { functionResponse: { id: 'a', name: 'f', response: {}, parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] } },
    ]);
  });
});
