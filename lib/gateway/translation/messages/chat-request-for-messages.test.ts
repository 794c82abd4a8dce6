import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { chatSide } from '../chat/chat-side.ts';
import { conversationTranslation } from '../conversation-translation.ts';
import { messagesSide } from './messages-side.ts';

const { translateRequest } = conversationTranslation(chatSide, messagesSide);

const goal = { model: 'claude-opus-4-6', outputTokensMax: null };
const user = { role: 'user', content: 'Hi' };
const hi = { role: 'user', content: [{ type: 'text', text: 'Hi' }] };

const translate = (request: object, model = goal.model) =>
  JSON.parse(
    translateRequest(Buffer.from(JSON.stringify({ model: 'alias', messages: [user], ...request })), { ...goal, model }).toString(),
  );

function pointerOf(request: object): string | undefined {
  try {
    translate(request);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_request') return error.errors[0]?.pointer;
    throw error;
  }
  throw new Error('It was accepted');
}

describe('[GW-2] a chat request for Anthropic', () => {
  it('has the limit that Anthropic demands', () => {
    expect(translate({})).toEqual({ model: 'claude-opus-4-6', max_tokens: 4096, messages: [hi] });
    expect(translate({ max_tokens: 7 }).max_tokens).toBe(7);
    expect(translate({ max_tokens: 7, max_completion_tokens: 9 }).max_tokens).toBe(9);
    const known = translateRequest(Buffer.from(JSON.stringify({ messages: [user] })), { model: 'm', outputTokensMax: 64_000 });
    expect(JSON.parse(known.toString()).max_tokens).toBe(64_000);
  });

  it.each([
    [
      { temperature: 0.5, top_p: 0.9, top_k: 3, stream: true },
      { temperature: 0.5, top_p: 0.9, top_k: 3, stream: true },
    ],
    [{ stop: 'END' }, { stop_sequences: ['END'] }],
    [{ stop: ['a', 'b'] }, { stop_sequences: ['a', 'b'] }],
    [{ user: 'u1' }, { metadata: { user_id: 'u1' } }],
    [{ user: 'u1', safety_identifier: 's1' }, { metadata: { user_id: 's1' } }],
    [{ service_tier: 'default' }, { service_tier: 'standard_only' }],
    [{ reasoning_effort: 'minimal' }, { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }],
    [{ reasoning_effort: 'xhigh' }, { thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } }],
    [{ reasoning_effort: 'none' }, { thinking: { type: 'disabled' } }],
    [{ response_format: { type: 'text' } }, {}],
    [
      { response_format: { type: 'json_schema', json_schema: { name: 'a', description: 'd', strict: true, schema: { type: 'object' } } } },
      { output_config: { format: { type: 'json_schema', schema: { description: 'd', type: 'object' } } } },
    ],
    [{ store: true, metadata: { a: 'b' }, prompt_cache_key: 'k', stream_options: { include_usage: true }, n: 1, logprobs: false }, {}],
    [{ temperature: null, tools: null, unheard_of: null, logit_bias: {}, modalities: ['text'], frequency_penalty: 0 }, {}],
    [{ tool_choice: 'auto', parallel_tool_calls: false }, {}],
  ])('says %j as %j', (request, expected) => {
    expect(translate(request)).toEqual({ model: 'claude-opus-4-6', max_tokens: 4096, messages: [hi], ...expected });
  });

  it.each([
    ['auto', undefined, { type: 'auto' }],
    ['none', false, { type: 'none' }],
    ['required', undefined, { type: 'any' }],
    ['required', false, { type: 'any', disable_parallel_tool_use: true }],
    [undefined, false, { type: 'auto', disable_parallel_tool_use: true }],
    [undefined, true, undefined],
    [{ type: 'function', function: { name: 'f' } }, undefined, { type: 'tool', name: 'f' }],
  ])('gives tools, and the choice %j with parallel calls %j as %j', (tool_choice, parallel_tool_calls, expected) => {
    const parameters = { type: 'object', properties: { a: { type: 'string' } } };
    const tools = [
      { type: 'function', function: { name: 'f', description: 'd', parameters, strict: true } },
      { type: 'function', function: { name: 'g' } },
    ];
    const request = translate({ tools, tool_choice, parallel_tool_calls });
    expect(request.tools).toEqual([
      { name: 'f', description: 'd', input_schema: parameters, strict: true },
      { name: 'g', input_schema: { type: 'object', properties: {} } },
    ]);
    expect(request.tool_choice).toEqual(expected);
  });

  it('gives older models a budget of tokens to think', () => {
    const thinking = (request: object, model: string) => translate({ reasoning_effort: 'medium', ...request }, model).thinking;
    expect(thinking({ max_tokens: 50_000 }, 'claude-sonnet-4-5-20250929')).toEqual({ type: 'enabled', budget_tokens: 8_192 });
    expect(thinking({ max_tokens: 5_000 }, 'claude-3-7-sonnet-latest')).toEqual({ type: 'enabled', budget_tokens: 2_500 });
    expect(thinking({}, 'claude-sonnet-4-20250514')).toEqual({ type: 'enabled', budget_tokens: 2_048 });
    expect(thinking({}, 'claude-opus-4-7')).toEqual({ type: 'adaptive' });
    expect(() => thinking({ max_tokens: 1_024 }, 'claude-haiku-4-5')).toThrow('max_completion_tokens');
  });
});

describe('[GW-2] what a chat request cannot ask of Anthropic', () => {
  it.each([
    [{ n: 2 }, '/n'],
    [{ logprobs: true }, '/logprobs'],
    [{ top_logprobs: 2 }, '/top_logprobs'],
    [{ logit_bias: { 5: 1 } }, '/logit_bias'],
    [{ seed: 1 }, '/seed'],
    [{ audio: {} }, '/audio'],
    [{ modalities: ['text', 'audio'] }, '/modalities'],
    [{ frequency_penalty: 0.1 }, '/frequency_penalty'],
    [{ verbosity: 'low' }, '/verbosity'],
    [{ temperature: 1.2 }, '/temperature'],
    [{ temperature: 'hot' }, '/temperature'],
    [{ service_tier: 'flex' }, '/service_tier'],
    [{ functions: [] }, '/functions'],
    [{ 'un/heard~of': 1 }, '/un~1heard~0of'],
    [{ reasoning_effort: 'vast' }, '/reasoning_effort'],
    [{ response_format: { type: 'json_object' } }, '/response_format/type'],
    [{ response_format: { type: 'json_schema', json_schema: { name: 'a' } } }, '/response_format/json_schema/schema'],
    [{ tools: [{ type: 'custom', custom: { name: 'c' } }] }, '/tools/0/type'],
    [{ tools: [{ type: 'function', function: { name: 'c', more: 1 } }] }, '/tools/0/function/more'],
    [{ tool_choice: { type: 'allowed_tools' } }, '/tool_choice/type'],
    [{ messages: [{ role: 'system', content: 'Only this' }] }, '/messages'],
  ])('%j is refused at %s', (request, pointer) => {
    expect(pointerOf(request)).toBe(pointer);
  });
});
