import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { writeMessage } from '../messages/write-message.ts';
import { readChatCompletion } from './read-chat-completion.ts';

const translate = (answer: unknown) => JSON.parse(JSON.stringify(writeMessage(readChatCompletion(Buffer.from(JSON.stringify(answer))))));
const answerOf = (message: object, finish_reason = 'stop') => translate({ choices: [{ message, finish_reason }] });
const call = (sent: string) => ({ id: 'call_1', type: 'function', function: { name: 'f', arguments: sent } });

describe('[GW-2] a chat completion for a client of Anthropic’s', () => {
  it('keeps thinking, text, calls and counts', () => {
    const usage = {
      prompt_tokens: 60,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens: 20, cache_write_tokens: 30 },
      completion_tokens_details: { reasoning_tokens: 2 },
    };
    const message = { content: 'Look', reasoning_content: 'hm', reasoning: 'hm', tool_calls: [call('{"a":1}'), call('')] };
    expect(translate({ id: 'c1', model: 'gpt', choices: [{ message, finish_reason: 'tool_calls' }], usage })).toEqual({
      id: 'c1',
      type: 'message',
      role: 'assistant',
      model: 'gpt',
      content: [
        { type: 'thinking', thinking: 'hm', signature: '' },
        { type: 'text', text: 'Look' },
        { type: 'tool_use', id: 'call_1', name: 'f', input: { a: 1 } },
        { type: 'tool_use', id: 'call_1', name: 'f', input: {} },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: {
        input_tokens: 10,
        cache_creation_input_tokens: 30,
        cache_read_input_tokens: 20,
        output_tokens: 5,
        output_tokens_details: { thinking_tokens: 2 },
      },
    });
  });

  it.each([
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['tool_calls', 'tool_use'],
    ['content_filter', 'refusal'],
    ['unheard_of', 'end_turn'],
  ])('says that %s is %s', (reason, expected) => {
    expect(answerOf({ content: 'Hi' }, reason).stop_reason).toBe(expected);
  });

  it('knows calls and refusals whose reason does not tell them', () => {
    expect(answerOf({ content: null, tool_calls: [call('{}')] }).stop_reason).toBe('tool_use');
    expect(answerOf({ content: null, refusal: 'No.' })).toMatchObject({ stop_reason: 'refusal', content: [{ type: 'text', text: 'No.' }] });
  });

  it.each([null, {}, { choices: [] }, { choices: [{ message: { tool_calls: [call('{"a"')] } }] }])(
    'does not take %j for an answer',
    (answer) => {
      expect(() => translate(answer)).toThrow(AppError);
    },
  );
});
