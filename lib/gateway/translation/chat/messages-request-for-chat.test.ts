import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { conversationTranslation } from '../conversation-translation.ts';
import { messagesSide } from '../messages/messages-side.ts';
import { chatSide } from './chat-side.ts';

const { translateRequest } = conversationTranslation(messagesSide, chatSide);
const { translateRequest: toMessages } = conversationTranslation(chatSide, messagesSide);

const goal = { model: 'gpt', outputTokensMax: null };
const user = { role: 'user', content: 'Hi' };
const base = { model: 'alias', max_tokens: 9, messages: [user] };

const translate = (request: object) => JSON.parse(translateRequest(Buffer.from(JSON.stringify({ ...base, ...request })), goal).toString());
const turn = (role: string, ...content: readonly object[]) => translate({ messages: [{ role, content }] }).messages;

function pointerOf(request: object): string | undefined {
  try {
    translate(request);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_request') return error.errors[0]?.pointer;
    throw error;
  }
  throw new Error('It was accepted');
}

describe('[GW-2] a request of Anthropic’s for a chat model', () => {
  const json = { type: 'json_schema', schema: { type: 'object' } };
  it.each([
    [{}, {}],
    [
      { temperature: 0.5, top_p: 0.9 },
      { temperature: 0.5, top_p: 0.9 },
    ],
    [{ stop_sequences: ['a'] }, { stop: ['a'] }],
    [{ stream: true }, { stream: true, stream_options: { include_usage: true } }],
    [{ metadata: { user_id: 'u1' } }, { user: 'u1' }],
    [{ thinking: { type: 'enabled', budget_tokens: 8_192 } }, { reasoning_effort: 'medium' }],
    [{ thinking: { type: 'disabled' } }, {}],
    [{ thinking: { type: 'adaptive', display: 'omitted' }, output_config: { effort: 'max' } }, { reasoning_effort: 'xhigh' }],
    [
      { output_config: { format: json } },
      { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' }, strict: true } } },
    ],
    [{ service_tier: 'auto', cache_control: { type: 'ephemeral' }, top_k: null }, {}],
    [{ context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] } }, {}],
    [{ tool_choice: { type: 'auto', disable_parallel_tool_use: true } }, {}],
  ])('says %j as %j', (request, expected) => {
    expect(translate(request)).toEqual({ model: 'gpt', max_completion_tokens: 9, messages: [user], ...expected });
  });

  it('puts the system prompt first', () => {
    expect(translate({ system: 'Be brief.' }).messages).toEqual([{ role: 'system', content: 'Be brief.' }, user]);
    const blocks = [
      { type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: 'Be kind.' },
    ];
    expect(translate({ system: blocks }).messages[0]).toEqual({ role: 'system', content: 'Be brief.\n\nBe kind.' });
  });

  it.each([
    [{ type: 'auto' }, { tool_choice: 'auto' }],
    [
      { type: 'any', disable_parallel_tool_use: true },
      { tool_choice: 'required', parallel_tool_calls: false },
    ],
    [{ type: 'none' }, { tool_choice: 'none' }],
    [{ type: 'tool', name: 'f' }, { tool_choice: { type: 'function', function: { name: 'f' } } }],
  ])('gives tools, and the choice %j as %j', (tool_choice, expected) => {
    const tools = [{ name: 'f', description: 'd', input_schema: { type: 'object' }, strict: true, cache_control: { type: 'ephemeral' } }];
    const called = { name: 'f', description: 'd', parameters: { type: 'object' }, strict: true };
    expect(translate({ tools, tool_choice })).toMatchObject({ tools: [{ type: 'function', function: called }], ...expected });
  });

  it('sends results first, one message each, then what else the user says', () => {
    const messages = turn(
      'user',
      { type: 'tool_result', tool_use_id: 'a', content: 'one' },
      { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'broken' }], is_error: true },
      { type: 'text', text: 'Go on' },
    );
    expect(messages).toEqual([
      { role: 'tool', tool_call_id: 'a', content: 'one' },
      { role: 'tool', tool_call_id: 'b', content: 'Error: broken' },
      { role: 'user', content: 'Go on' },
    ]);
  });

  it('keeps what the assistant said and called, and thinking that nobody signed', () => {
    const messages = turn(
      'assistant',
      { type: 'thinking', thinking: 'signed', signature: 'sig' },
      { type: 'thinking', thinking: 'plain', signature: '' },
      { type: 'redacted_thinking', data: 'xyz' },
      { type: 'text', text: 'Let me ' },
      { type: 'text', text: 'look.' },
      { type: 'tool_use', id: 'a', name: 'f', input: { x: 1 } },
    );
    const tool_calls = [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }];
    expect(messages).toEqual([{ role: 'assistant', content: 'Let me look.', reasoning_content: 'plain', tool_calls }]);
  });

  it.each([
    [
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ],
    [
      { type: 'image', source: { type: 'url', url: 'https://x/a.png' } },
      { type: 'image_url', image_url: { url: 'https://x/a.png' } },
    ],
    [
      { type: 'document', title: 'a.pdf', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
    ],
    [
      { type: 'document', title: 'T', citations: { enabled: false }, source: { type: 'text', media_type: 'text/plain', data: 'x' } },
      { type: 'text', text: 'T\n\nx' },
    ],
  ])('reads %j', (block, part) => {
    expect(turn('user', block, { type: 'text', text: '?' })).toEqual([{ role: 'user', content: [part, { type: 'text', text: '?' }] }]);
  });

  it('comes back as it was', () => {
    const request = {
      model: 'gpt',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: 'https://x/a.png' } },
            { type: 'text', text: '?' },
          ],
        },
        { role: 'assistant', content: 'Look', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }] },
        { role: 'tool', tool_call_id: 'a', content: 'one' },
        { role: 'user', content: 'So?' },
      ],
      max_completion_tokens: 100,
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
      tool_choice: 'required',
      parallel_tool_calls: false,
      stop: ['END'],
      reasoning_effort: 'high',
      user: 'u1',
    };
    const there = toMessages(Buffer.from(JSON.stringify(request)), { model: 'claude-opus-4-6', outputTokensMax: null });
    expect(JSON.parse(translateRequest(there, goal).toString())).toEqual(request);
  });
});

describe('[GW-2] what a request of Anthropic’s cannot ask of a chat model', () => {
  const message = (block: object, role = 'user') => ({ messages: [{ role, content: [block] }] });
  it.each([
    [{ top_k: 3 }, '/top_k'],
    [{ mcp_servers: [] }, '/mcp_servers'],
    [{ container: 'c' }, '/container'],
    [{ context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } }, '/context_management/edits/0/type'],
    [{ output_config: { task_budget: {} } }, '/output_config/task_budget'],
    [{ output_config: { effort: 'vast' } }, '/output_config/effort'],
    [{ metadata: { more: 1 } }, '/metadata/more'],
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, '/tools/0/type'],
    [{ tools: [{ name: 'f', input_schema: {}, input_examples: [] }] }, '/tools/0/input_examples'],
    [{ tool_choice: { type: 'some' } }, '/tool_choice/type'],
    [{ messages: [{ role: 'robot', content: '' }] }, '/messages/0/role'],
    [message({ type: 'search_result' }), '/messages/0/content/0/type'],
    [message({ type: 'server_tool_use' }, 'assistant'), '/messages/0/content/0/type'],
    [message({ type: 'image', source: { type: 'file', file_id: 'f' } }), '/messages/0/content/0/source/type'],
    [
      message({ type: 'document', citations: { enabled: true }, source: { type: 'text', data: 'x' } }),
      '/messages/0/content/0/citations/enabled',
    ],
    [
      message({ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'image', source: { type: 'url', url: 'https://x/a' } }] }),
      '/messages/0/content/0/content/0/type',
    ],
  ])('%j is refused at %s', (request, pointer) => {
    expect(pointerOf(request)).toBe(pointer);
  });
});
