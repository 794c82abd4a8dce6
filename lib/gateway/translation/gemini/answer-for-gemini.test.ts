import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { answerOf, chunksOf } from '#tests/gateway/support/chunks-of.ts';
import { carrySeal } from '../carried-seal.ts';
import { chatSide } from '../chat/chat-side.ts';
import { messagesSide } from '../messages/messages-side.ts';
import { geminiSide, geminiStreamSide } from './gemini-sides.ts';

const sealed = (data: string, isRedacted = false) => carrySeal({ issuer: 'anthropic', data }, isRedacted);

describe('[GW-2] a chat completion for a client of Gemini’s', () => {
  const call = (id: string, name: string, sent: string) => ({ id, type: 'function', function: { name, arguments: sent } });
  const usage = {
    prompt_tokens: 30,
    completion_tokens: 9,
    prompt_tokens_details: { cached_tokens: 10 },
    completion_tokens_details: { reasoning_tokens: 4 },
  };
  const usageMetadata = {
    promptTokenCount: 30,
    cachedContentTokenCount: 10,
    candidatesTokenCount: 5,
    thoughtsTokenCount: 4,
    totalTokenCount: 39,
  };

  it('keeps all choices with thinking, text, calls, log probabilities and counts', () => {
    const logprobs = { content: [{ token: 'a', logprob: -1, top_logprobs: [{ token: 'b', logprob: -2 }] }] };
    const message = { content: 'Look', reasoning_content: 'hm', tool_calls: [call('a', 'f', '{"id":1}'), call('b', 'g', '')] };
    const completion = {
      id: 'c1',
      model: 'gpt',
      choices: [
        { index: 0, message, finish_reason: 'tool_calls', logprobs },
        { index: 1, message: { content: null, refusal: 'No.' }, finish_reason: 'stop' },
      ],
      usage,
    };
    expect(answerOf(geminiSide, chatSide, completion)).toEqual({
      candidates: [
        {
          content: {
            role: 'model',
            parts: [
              { text: 'hm', thought: true },
              { text: 'Look' },
              { functionCall: { id: 'a', name: 'f', args: { id: 1 } } },
              { functionCall: { id: 'b', name: 'g', args: {} } },
            ],
          },
          finishReason: 'STOP',
          index: 0,
          logprobsResult: {
            chosenCandidates: [{ token: 'a', logProbability: -1 }],
            topCandidates: [{ candidates: [{ token: 'b', logProbability: -2 }] }],
          },
        },
        { content: { role: 'model', parts: [{ text: 'No.' }] }, finishReason: 'SAFETY', index: 1 },
      ],
      usageMetadata,
      modelVersion: 'gpt',
      responseId: 'c1',
    });
  });

  it('is streamed as whole responses, with calls once their arguments are there', () => {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      id: 'c1',
      model: 'gpt',
      choices: [{ index: 0, delta, finish_reason }],
    });
    const piece = (index: number, sent: string, more: object = {}) =>
      chunk({ tool_calls: [{ index, ...more, function: { arguments: sent } }] });
    const chunks = chunksOf(geminiStreamSide, chatSide, [
      chunk({ role: 'assistant', content: '' }),
      chunk({ reasoning: 'hm' }),
      chunk({ content: 'Look' }),
      chunk({ tool_calls: [call('a', 'f', '')].map((one) => ({ index: 0, ...one })) }),
      chunk({ tool_calls: [call('b', 'g', '')].map((one) => ({ index: 1, ...one })) }),
      piece(0, '{"id":9'),
      piece(1, '{}'),
      piece(0, '}'),
      chunk({}, 'tool_calls'),
      { choices: [], usage },
    ]);
    const parts = chunks.map(({ candidates }) => candidates[0].content.parts);
    expect(parts).toEqual([
      [{ text: 'hm', thought: true }],
      [{ text: 'Look' }],
      [{ functionCall: { id: 'a', name: 'f', args: { id: 9 } } }, { functionCall: { id: 'b', name: 'g', args: {} } }],
      [{ text: '' }],
    ]);
    expect(chunks.every(({ responseId, modelVersion }) => responseId === 'c1' && modelVersion === 'gpt')).toBe(true);
    expect(chunks.map(({ candidates }) => candidates[0].finishReason)).toEqual([undefined, undefined, undefined, 'STOP']);
    expect(chunks.at(-1)?.usageMetadata).toEqual(usageMetadata);
  });

  it('tells tokens of sound apart where the provider does', () => {
    const heard = { ...usage, prompt_tokens_details: { cached_tokens: 10, audio_tokens: 12 } };
    const told = answerOf(geminiSide, chatSide, { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }], usage: heard });
    expect(told.usageMetadata).toEqual({
      ...usageMetadata,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 18 },
        { modality: 'AUDIO', tokenCount: 12 },
      ],
    });
  });

  it('does not tell a call whose arguments are no object', () => {
    const message = { tool_calls: [call('a', 'f', '[1]')] };
    expect(() => answerOf(geminiSide, chatSide, { choices: [{ message, finish_reason: 'stop' }] })).toThrow(AppError);
    const chunk = (delta: object, finish_reason: string | null = null) => ({ choices: [{ index: 0, delta, finish_reason }] });
    const cut = [chunk({ tool_calls: [{ index: 0, ...call('a', 'f', '{"a') }] }), chunk({}, 'length')];
    expect(() => chunksOf(geminiStreamSide, chatSide, cut)).toThrow(AppError);
  });
});

describe('[GW-2] an answer of Anthropic’s for a client of Gemini’s', () => {
  it('carries what Anthropic signed and encrypted', () => {
    const content = [
      { type: 'thinking', thinking: 'hm', signature: 'sig' },
      { type: 'redacted_thinking', data: 'xyz' },
      { type: 'text', text: 'Yes' },
    ];
    const { candidates } = answerOf(geminiSide, messagesSide, { id: 'm1', content, stop_reason: 'max_tokens' });
    expect(candidates[0]).toMatchObject({
      finishReason: 'MAX_TOKENS',
      content: {
        parts: [
          { text: 'hm', thought: true, thoughtSignature: sealed('sig') },
          { text: '', thought: true, thoughtSignature: sealed('xyz', true) },
          { text: 'Yes' },
        ],
      },
    });
    // Google's own clients decode what they take for bytes, and encode it again.
    expect(Buffer.from(sealed('sig'), 'base64').toString('base64')).toBe(sealed('sig'));
  });

  it('is streamed with thinking and its signature', () => {
    const delta = (piece: object) => ({ type: 'content_block_delta', index: 0, delta: piece });
    const chunks = chunksOf(geminiStreamSide, messagesSide, [
      { type: 'message_start', message: { id: 'm1', model: 'claude', usage: { input_tokens: 3 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      delta({ type: 'thinking_delta', thinking: 'hm' }),
      delta({ type: 'signature_delta', signature: 'sig' }),
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'refusal' }, usage: { output_tokens: 7 } },
    ]);
    expect(chunks.map(({ candidates }) => candidates[0].content.parts[0])).toEqual([
      { text: 'hm', thought: true },
      { text: '', thought: true, thoughtSignature: sealed('sig') },
      { text: '' },
    ]);
    expect(chunks.at(-1)).toMatchObject({
      candidates: [{ finishReason: 'SAFETY' }],
      usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 7, totalTokenCount: 10 },
    });
  });
});
