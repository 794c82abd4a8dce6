import { describe, expect, it } from 'vitest';
import { pointerOf } from '#tests/gateway/support/pointer-of.ts';
import { carrySeal } from '../carried-seal.ts';
import { chatSide } from '../chat/chat-side.ts';
import { conversationTranslation } from '../conversation-translation.ts';
import { geminiSide } from '../gemini/gemini-sides.ts';
import { messagesSide } from '../messages/messages-side.ts';
import { responsesSide } from './responses-side.ts';

const user = { role: 'user', content: 'Hi' };

const to = (side: typeof chatSide) => (request: object) =>
  JSON.parse(
    conversationTranslation(responsesSide, side)
      .translateRequest(Buffer.from(JSON.stringify({ model: 'alias', input: 'Hi', ...request })), { model: 'm', outputTokensMax: null })
      .toString(),
  );
const chat = to(chatSide);
const messages = to(messagesSide);
const gemini = to(geminiSide);
const call = (call_id: string, name: string, sent: string) => ({
  type: 'function_call',
  id: 'fc_1',
  status: 'completed',
  call_id,
  name,
  arguments: sent,
});
const result = (call_id: string, output: unknown) => ({ type: 'function_call_output', call_id, output });

describe('[GW-2] a request for a response for a chat model', () => {
  it.each([
    [{}, {}],
    [{ instructions: 'Be brief.' }, { messages: [{ role: 'system', content: 'Be brief.' }, user] }],
    [
      { max_output_tokens: 7, temperature: 0.5, top_p: 0.9, user: 'u', safety_identifier: 's' },
      { max_completion_tokens: 7, temperature: 0.5, top_p: 0.9, user: 's' },
    ],
    [
      { stream: true, stream_options: { include_obfuscation: false } },
      { stream: true, stream_options: { include_usage: true } },
    ],
    [{ reasoning: { effort: 'high', summary: 'auto' } }, { reasoning_effort: 'high' }],
    [{ text: { format: { type: 'text' }, verbosity: 'low' } }, { verbosity: 'low' }],
    [{ text: { format: { type: 'json_object' } } }, { response_format: { type: 'json_object' } }],
    [
      { text: { format: { type: 'json_schema', name: 'a', strict: true, schema: { type: 'object' } } } },
      { response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: { type: 'object' } } } },
    ],
    [
      {
        store: true,
        metadata: { a: 'b' },
        include: ['reasoning.encrypted_content'],
        truncation: 'disabled',
        background: false,
        previous_response_id: null,
        top_logprobs: 0,
        service_tier: 'auto',
      },
      {},
    ],
  ])('says %j as %j', (request, expected) => {
    expect(chat(request)).toEqual({ model: 'm', messages: [user], ...expected });
  });

  it.each([
    ['required', ['f', 'g'], 'required'],
    [{ type: 'function', name: 'f' }, ['f', 'g'], { type: 'function', function: { name: 'f' } }],
    [{ type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'g' }] }, ['g'], 'auto'],
  ])('gives functions, and the choice %j as tools %j with %j', (tool_choice, names, expected) => {
    const tools = [
      { type: 'function', name: 'f', description: 'd', parameters: { type: 'object' }, strict: true },
      { type: 'function', name: 'g', parameters: null, strict: null },
    ];
    const request = chat({ tools, tool_choice, parallel_tool_calls: false });
    expect(request.tools.map((tool: { function: { name: string } }) => tool.function.name)).toEqual(names);
    expect(request).toMatchObject({ tool_choice: expected, parallel_tool_calls: false });
    if (names.length > 1)
      expect(request.tools[0].function).toEqual({ name: 'f', description: 'd', parameters: { type: 'object' }, strict: true });
  });

  it('joins what the assistant thought, said and called, and gives results', () => {
    const request = chat({
      input: [
        { role: 'developer', content: 'Be kind.' },
        { role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }] },
        {
          type: 'message',
          id: 'msg_1',
          status: 'completed',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'Look', annotations: [], logprobs: [] }],
        },
        call('a', 'f', '{"x":1}'),
        call('b', 'g', ''),
        result('a', 'one'),
        result('b', [{ type: 'input_text', text: 'two' }]),
        { role: 'user', content: 'So?' },
      ],
    });
    const told = (id: string, name: string, sent: string) => ({ id, type: 'function', function: { name, arguments: sent } });
    expect(request.messages).toEqual([
      { role: 'system', content: 'Be kind.' },
      user,
      { role: 'assistant', content: 'Look', reasoning_content: 'hm', tool_calls: [told('a', 'f', '{"x":1}'), told('b', 'g', '{}')] },
      { role: 'tool', tool_call_id: 'a', content: 'one' },
      { role: 'tool', tool_call_id: 'b', content: 'two' },
      { role: 'user', content: 'So?' },
    ]);
  });

  it('keeps media', () => {
    const content = [
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'high' },
      { type: 'input_image', image_url: 'https://x/a.png' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' },
      { type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } },
    ];
    expect(chat({ input: [{ role: 'user', content }] }).messages[0].content).toEqual([
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'high' } },
      { type: 'image_url', image_url: { url: 'https://x/a.png' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
      { type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } },
    ]);
  });

  it.each([
    [{ previous_response_id: 'resp_1' }, '/previous_response_id'],
    [{ conversation: 'conv_1' }, '/conversation'],
    [{ prompt: { id: 'p' } }, '/prompt'],
    [{ background: true }, '/background'],
    [{ truncation: 'auto' }, '/truncation'],
    [{ include: ['message.output_text.logprobs'] }, '/include'],
    [{ tools: [{ type: 'web_search' }] }, '/tools/0/type'],
    [{ tools: [{ type: 'custom', name: 'c' }] }, '/tools/0/type'],
    [{ tool_choice: { type: 'web_search' } }, '/tool_choice/type'],
    [{ text: { format: { type: 'grammar' } } }, '/text/format/type'],
    [{ reasoning: { effort: 'vast' } }, '/reasoning/effort'],
    [{ input: [{ type: 'item_reference', id: 'x' }] }, '/input/0/type'],
    [{ input: [{ type: 'web_search_call', id: 'x' }] }, '/input/0/type'],
    [{ input: [{ role: 'robot', content: '' }] }, '/input/0/role'],
    [{ input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'f' }] }] }, '/input/0/content/0/file_id'],
    [{ input: [{ role: 'user', content: [{ type: 'input_file', file_url: 'https://x/a.pdf' }] }] }, '/input/0/content/0/file_url'],
    [{ input: [call('a', 'f', '[1]')] }, '/input/0/arguments'],
    [{ input: [call('a', 'f', ''), result('a', [{ type: 'input_image', image_url: 'https://x/a.png' }])] }, '/input/1/output/0/type'],
  ])('%j is refused at %s', (request, pointer) => {
    expect(pointerOf(() => chat(request))).toBe(pointer);
  });
});

describe('[GW-2] a request for a response for others', () => {
  const reasoning = (issuer: 'anthropic' | 'gemini', data: string) => ({
    type: 'reasoning',
    summary: issuer === 'anthropic' ? [{ type: 'summary_text', text: 'hm' }] : [],
    encrypted_content: carrySeal({ issuer, data }, false),
  });
  const openAis = { type: 'reasoning', id: 'rs', summary: [{ type: 'summary_text', text: 'secret' }], encrypted_content: 'gAAAAABo' };

  it('gives Anthropic what it signed, and files by their address', () => {
    const file = { type: 'input_file', file_url: 'https://x/a.pdf' };
    const request = messages({
      input: [{ role: 'user', content: [file] }, openAis, reasoning('anthropic', 'sig'), call('a', 'f', '{"x":1}'), result('a', 'one')],
    });
    expect(request.messages).toEqual([
      { role: 'user', content: [{ type: 'document', source: { type: 'url', url: 'https://x/a.pdf' } }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 'sig' },
          { type: 'tool_use', id: 'a', name: 'f', input: { x: 1 } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'one' }] }] },
    ]);
  });

  it('gives Gemini what it signed', () => {
    const { contents } = gemini({ input: [user, openAis, reasoning('gemini', 'c2ln'), call('a', 'f', '{"x":1}'), result('a', '{"y":2}')] });
    expect(contents.slice(1)).toEqual([
      { role: 'model', parts: [{ functionCall: { id: 'a', name: 'f', args: { x: 1 } }, thoughtSignature: 'c2ln' }] },
      { role: 'user', parts: [{ functionResponse: { id: 'a', name: 'f', response: { y: 2 } } }] },
    ]);
  });

  it('names the place of what they cannot say', () => {
    expect(pointerOf(() => messages({ text: { verbosity: 'low' } }))).toBe('/text/verbosity');
    expect(pointerOf(() => messages({ temperature: 1.5 }))).toBe('/temperature');
    expect(pointerOf(() => gemini({ input: [result('a', 'one')] }))).toBe('/input/0/call_id');
    expect(pointerOf(() => gemini({ instructions: 'Only this', input: [] }))).toBe('/input');
  });
});
