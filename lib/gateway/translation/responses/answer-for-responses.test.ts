import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { answerOf, chunksOf } from '#tests/gateway/support/chunks-of.ts';
import { carrySeal } from '../carried-seal.ts';
import { chatSide } from '../chat/chat-side.ts';
import { geminiSide, geminiStreamSide } from '../gemini/gemini-sides.ts';
import { messagesSide } from '../messages/messages-side.ts';
import { responsesSide } from './responses-side.ts';

const request = { model: 'alias', input: 'Hi', temperature: 0.5, tools: [{ type: 'function', name: 'f' }], metadata: { a: 'b' } };
const usage = {
  prompt_tokens: 30,
  completion_tokens: 9,
  prompt_tokens_details: { cached_tokens: 10 },
  completion_tokens_details: { reasoning_tokens: 4 },
};
const told = {
  input_tokens: 30,
  input_tokens_details: { cached_tokens: 10, cache_write_tokens: 0 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 4 },
  total_tokens: 39,
};
const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } };
const said = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] });

describe('[GW-2] an answer told as a response', () => {
  it('holds thinking, messages and calls as items, and repeats what was asked', () => {
    const message = {
      content: 'Look',
      reasoning_content: 'hm',
      tool_calls: [call, { ...call, id: 'b', function: { name: 'f', arguments: '' } }],
    };
    const response = answerOf(
      responsesSide,
      chatSide,
      { id: 'c.1', model: 'gpt', choices: [{ message, finish_reason: 'tool_calls' }], usage },
      request,
    );
    expect(response).toMatchObject({
      id: 'resp_c_1',
      object: 'response',
      created_at: 5,
      status: 'completed',
      error: null,
      incomplete_details: null,
      model: 'gpt',
      previous_response_id: null,
      store: false,
      temperature: 0.5,
      tools: request.tools,
      metadata: { a: 'b' },
      usage: told,
    });
    expect(response.output).toEqual([
      { id: 'rs_c_1_0', type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
      { id: 'msg_c_1_1', type: 'message', status: 'completed', role: 'assistant', content: [said('Look')] },
      { id: 'fc_c_1_2', type: 'function_call', status: 'completed', call_id: 'a', name: 'f', arguments: '{"x":1}' },
      { id: 'fc_c_1_3', type: 'function_call', status: 'completed', call_id: 'b', name: 'f', arguments: '{}' },
    ]);
  });

  it.each([
    ['length', 'incomplete', { reason: 'max_output_tokens' }],
    ['content_filter', 'incomplete', { reason: 'content_filter' }],
    ['stop', 'completed', null],
  ])('that ended by %s is %s', (finish_reason, status, incomplete_details) => {
    const response = answerOf(responsesSide, chatSide, { choices: [{ message: { content: 'Hi' }, finish_reason }] });
    expect(response).toMatchObject({ status, incomplete_details, output: [{ type: 'message' }] });
  });

  it('carries the seals of others where OpenAI has its own', () => {
    const content = [
      { type: 'thinking', thinking: 'hm', signature: 'sig' },
      { type: 'redacted_thinking', data: 'xyz' },
    ];
    const anthropic = answerOf(responsesSide, messagesSide, { id: 'm', content, stop_reason: 'end_turn' });
    expect(anthropic.output.map((item: { encrypted_content: string }) => item.encrypted_content)).toEqual([
      carrySeal({ issuer: 'anthropic', data: 'sig' }, false),
      carrySeal({ issuer: 'anthropic', data: 'xyz' }, true),
    ]);
    const parts = [{ functionCall: { name: 'f', args: {} }, thoughtSignature: 'c2ln' }];
    const { output } = answerOf(responsesSide, geminiSide, { candidates: [{ content: { parts }, finishReason: 'STOP' }] });
    expect(output).toMatchObject([
      { type: 'reasoning', summary: [], encrypted_content: carrySeal({ issuer: 'gemini', data: 'c2ln' }, false) },
      { type: 'function_call', name: 'f' },
    ]);
  });
});

describe('[GW-2] a stream told as a response', () => {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    id: 'c1',
    model: 'gpt',
    choices: [{ index: 0, delta, finish_reason }],
  });
  const events = chunksOf(
    responsesSide,
    chatSide,
    [
      chunk({ role: 'assistant', content: '' }),
      chunk({ reasoning_content: 'h' }),
      chunk({ reasoning_content: 'm' }),
      chunk({ content: 'Lo' }),
      chunk({ content: 'ok' }),
      chunk({ tool_calls: [{ index: 0, ...call, function: { name: 'f', arguments: '' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"x":1}' } }] }),
      chunk({ tool_calls: [{ index: 1, id: 'b', function: { name: 'g', arguments: '' } }] }),
      chunk({}, 'tool_calls'),
      { choices: [], usage },
    ],
    request,
  );

  it('numbers its events, opens and closes each item, and ends with the whole', () => {
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_event, at) => at));
    const item = (index: number, ...types: readonly string[]) =>
      ['output_item.added', ...types, 'output_item.done'].map((type) => [`response.${type}`, index]);
    expect(events.map(({ type, output_index }) => [type, output_index])).toEqual([
      ['response.created', undefined],
      ['response.in_progress', undefined],
      ...item(
        0,
        'reasoning_summary_part.added',
        'reasoning_summary_text.delta',
        'reasoning_summary_text.delta',
        'reasoning_summary_text.done',
        'reasoning_summary_part.done',
      ),
      ...item(1, 'content_part.added', 'output_text.delta', 'output_text.delta', 'output_text.done', 'content_part.done'),
      ...item(2, 'function_call_arguments.delta', 'function_call_arguments.done'),
      ...item(3, 'function_call_arguments.done'),
      ['response.completed', undefined],
    ]);
    expect(events.at(-1).response).toMatchObject({ id: 'resp_c1', status: 'completed', usage: told, temperature: 0.5 });
    expect(events[0].response).toMatchObject({ id: 'resp_c1', status: 'in_progress', usage: null, output: [] });
  });

  it('says in its deltas what its items hold in the end', () => {
    const { output } = events.at(-1).response;
    expect(output).toEqual(events.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item));
    expect(output).toMatchObject([
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
      { type: 'message', status: 'completed', content: [said('Look')] },
      { type: 'function_call', call_id: 'a', name: 'f', arguments: '{"x":1}' },
      { type: 'function_call', call_id: 'b', name: 'g', arguments: '{}' },
    ]);
    const ids = output.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(4);
    for (const { item_id, output_index } of events.filter(({ item_id }) => item_id !== undefined)) expect(item_id).toBe(ids[output_index]);
  });

  it('ends incomplete where the answer was cut, and tells refusals', () => {
    const cut = chunksOf(responsesSide, chatSide, [chunk({ content: 'Hi' }), chunk({}, 'length')]);
    expect(cut.at(-1)).toMatchObject({ type: 'response.incomplete', response: { incomplete_details: { reason: 'max_output_tokens' } } });
    const refused = chunksOf(responsesSide, chatSide, [chunk({ refusal: 'No.' }), chunk({}, 'stop')]);
    expect(refused.map(({ type }) => type)).toContain('response.refusal.delta');
    expect(refused.at(-1).response.output[0].content).toEqual([{ type: 'refusal', refusal: 'No.' }]);
  });

  it('carries seals in the items of thinking', () => {
    const delta = (piece: object) => ({ type: 'content_block_delta', index: 0, delta: piece });
    const anthropic = chunksOf(responsesSide, messagesSide, [
      { type: 'message_start', message: { id: 'm1', model: 'claude' } },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
      delta({ type: 'thinking_delta', thinking: 'hm' }),
      delta({ type: 'signature_delta', signature: 'sig' }),
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
    ]);
    const seal = (issuer: 'anthropic' | 'gemini', data: string) => ({
      type: 'reasoning',
      encrypted_content: carrySeal({ issuer, data }, false),
    });
    expect(anthropic.at(-1).response.output).toMatchObject([seal('anthropic', 'sig')]);
    const parts = [{ functionCall: { name: 'f', args: {} }, thoughtSignature: 'c2ln' }];
    const gemini = chunksOf(responsesSide, geminiStreamSide, [{ candidates: [{ content: { parts }, finishReason: 'STOP' }] }]);
    expect(gemini.at(-1).response.output).toMatchObject([seal('gemini', 'c2ln'), { type: 'function_call', arguments: '{}' }]);
  });

  it('does not guess to which call arguments belong', () => {
    const pieces = [
      chunk({ tool_calls: [{ index: 0, ...call }] }),
      chunk({ tool_calls: [{ index: 1, ...call, id: 'b' }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
    ];
    expect(() => chunksOf(responsesSide, chatSide, pieces)).toThrow(AppError);
  });
});
