import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { writeChatCompletion } from '../chat/write-chat-completion.ts';
import { readMessage } from './read-message.ts';

const translate = (answer: unknown) =>
  JSON.parse(JSON.stringify(writeChatCompletion(readMessage(Buffer.from(JSON.stringify(answer))), 1_700_000_000_999)));

describe('[GW-2] an answer of Anthropic’s for a chat client', () => {
  it('keeps text, thinking, calls and counts', () => {
    const answer = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 'sig' },
        { type: 'redacted_thinking', data: 'xyz' },
        { type: 'text', text: 'Let me ' },
        { type: 'text', text: 'look.' },
        { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } },
        { type: 'tool_use', id: 'toolu_2', name: 'g', input: {} },
        { type: 'unheard_of' },
      ],
      stop_reason: 'tool_use',
      usage: {
        input_tokens: 10,
        cache_read_input_tokens: 20,
        cache_creation_input_tokens: 30,
        output_tokens: 5,
        output_tokens_details: { thinking_tokens: 2 },
      },
    };
    expect(translate(answer)).toEqual({
      id: 'msg_1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'claude',
      choices: [
        {
          index: 0,
          logprobs: null,
          finish_reason: 'tool_calls',
          message: {
            role: 'assistant',
            content: 'Let me look.',
            refusal: null,
            reasoning_content: 'hm',
            reasoning_details: [
              { type: 'reasoning.text', text: 'hm', signature: 'sig', format: 'anthropic-claude-v1', index: 0 },
              { type: 'reasoning.encrypted', data: 'xyz', format: 'anthropic-claude-v1', index: 1 },
            ],
            tool_calls: [
              { id: 'toolu_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
              { id: 'toolu_2', type: 'function', function: { name: 'g', arguments: '{}' } },
            ],
          },
        },
      ],
      usage: {
        prompt_tokens: 60,
        completion_tokens: 5,
        total_tokens: 65,
        prompt_tokens_details: { cached_tokens: 20, cache_write_tokens: 30 },
        completion_tokens_details: { reasoning_tokens: 2 },
      },
    });
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['tool_use', 'tool_calls'],
    ['refusal', 'content_filter'],
    ['unheard_of', 'stop'],
  ])('says that %s is %s', (stop_reason, expected) => {
    const [choice] = translate({ content: [], stop_reason }).choices;
    expect(choice).toMatchObject({ finish_reason: expected, message: { content: null } });
    expect(Object.keys(choice.message)).toEqual(['role', 'content', 'refusal']);
  });

  it.each([null, {}, { content: 'Hi' }])('does not take %j for an answer', (answer) => {
    expect(() => translate(answer)).toThrow(AppError);
  });
});
