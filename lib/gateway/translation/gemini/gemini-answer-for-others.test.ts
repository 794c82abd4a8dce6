import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { answerOf, chunksOf } from '#tests/gateway/support/chunks-of.ts';
import { carrySeal } from '../carried-seal.ts';
import { chatSide } from '../chat/chat-side.ts';
import { messagesSide } from '../messages/messages-side.ts';
import { geminiSide, geminiStreamSide } from './gemini-sides.ts';

const usageMetadata = {
  promptTokenCount: 30,
  cachedContentTokenCount: 10,
  toolUsePromptTokenCount: 2,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 4,
  totalTokenCount: 41,
  promptTokensDetails: [
    { modality: 'TEXT', tokenCount: 20 },
    { modality: 'AUDIO', tokenCount: 10 },
  ],
};
const parts = [
  { text: 'hm', thought: true },
  { text: 'Let me ' },
  { text: 'look.' },
  { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' },
  { functionCall: { id: 'own', name: 'g' } },
];
const head = { responseId: 'r-1', modelVersion: 'gemini-x' };
const answer = { candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }], usageMetadata, ...head };
const chunk = (sent: readonly object[], more: object = {}, top: object = {}) => ({
  candidates: [{ content: { role: 'model', parts: sent }, index: 0, ...more }],
  ...head,
  ...top,
});
const stream = [chunk(parts.slice(0, 2)), chunk(parts.slice(2, 4)), chunk(parts.slice(4), { finishReason: 'STOP' }, { usageMetadata })];
const signed = carrySeal({ issuer: 'gemini', data: 'c2ln' }, false);

describe('[GW-2] an answer of Gemini’s for a chat client', () => {
  const chatUsage = {
    prompt_tokens: 32,
    completion_tokens: 9,
    total_tokens: 41,
    prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 0, audio_tokens: 10 },
    completion_tokens_details: { reasoning_tokens: 4 },
  };
  const calls = [
    {
      id: 'call_r-1_0',
      type: 'function',
      function: { name: 'f', arguments: '{"a":1}' },
      extra_content: { google: { thought_signature: 'c2ln' } },
    },
    { id: 'own', type: 'function', function: { name: 'g', arguments: '{}' } },
  ];

  it('keeps thoughts, text, calls with their signatures, and counts', () => {
    expect(answerOf(chatSide, geminiSide, answer)).toEqual({
      id: 'r-1',
      object: 'chat.completion',
      created: 5,
      model: 'gemini-x',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Let me look.', refusal: null, reasoning_content: 'hm', tool_calls: calls },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage: chatUsage,
    });
  });

  it('is streamed chunk by chunk', () => {
    const chunks = chunksOf(chatSide, geminiStreamSide, stream);
    const deltas = chunks.flatMap(({ choices }) => choices).map(({ delta }) => delta);
    expect(deltas).toEqual([
      { role: 'assistant', content: '', refusal: null },
      { reasoning_content: 'hm' },
      { content: 'Let me ' },
      { content: 'look.' },
      { tool_calls: [{ index: 0, ...calls[0], function: { name: 'f', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] },
      { tool_calls: [{ index: 1, ...calls[1], function: { name: 'g', arguments: '' } }] },
      { tool_calls: [{ index: 1, function: { arguments: '{}' } }] },
      {},
    ]);
    expect(chunks.at(-2)?.choices[0].finish_reason).toBe('tool_calls');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: chatUsage });
  });

  it('has all candidates and their log probabilities', () => {
    const logprobsResult = {
      chosenCandidates: [{ token: 'é', logProbability: -0.5 }],
      topCandidates: [
        {
          candidates: [
            { token: 'é', logProbability: -0.5 },
            { token: 'e', logProbability: -1 },
          ],
        },
      ],
    };
    const candidates = [
      { content: { parts: [{ text: 'é' }] }, finishReason: 'STOP', logprobsResult },
      { content: { parts: [{ text: 'two' }] }, finishReason: 'MAX_TOKENS', index: 1 },
    ];
    const { choices } = answerOf(chatSide, geminiSide, { candidates });
    const [one, other] = [
      { token: 'é', logprob: -0.5, bytes: [0xc3, 0xa9] },
      { token: 'e', logprob: -1, bytes: [0x65] },
    ];
    expect(choices[0].logprobs).toEqual({ content: [{ ...one, top_logprobs: [one, other] }], refusal: null });
    expect(choices[1]).toMatchObject({ index: 1, message: { content: 'two' }, finish_reason: 'length' });
    const told = chunksOf(chatSide, geminiStreamSide, [{ candidates }]).flatMap((one) => one.choices);
    expect(told.filter(({ finish_reason }) => finish_reason !== null).map((one) => [one.index, one.finish_reason])).toEqual([
      [0, 'stop'],
      [1, 'length'],
    ]);
    expect(told.filter(({ delta }) => delta.role === 'assistant').map(({ index }) => index)).toEqual([0, 1]);
  });

  it('keeps the digits of arguments', () => {
    const sent =
      '{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"id":9007199254740993}}}]},"finishReason":"STOP"}]}';
    expect(answerOf(chatSide, geminiSide, sent).choices[0].message.tool_calls[0].function.arguments).toBe('{"id":9007199254740993}');
  });

  it('gives the signature of a text beside it, as OpenRouter does', () => {
    const text = { candidates: [{ content: { parts: [{ text: 'Yes', thoughtSignature: 'c2ln' }] }, finishReason: 'STOP' }] };
    const detail = { type: 'reasoning.encrypted', data: 'c2ln', format: 'google-gemini-v1', index: 0 };
    expect(answerOf(chatSide, geminiSide, text).choices[0].message).toEqual({
      role: 'assistant',
      content: 'Yes',
      refusal: null,
      reasoning_details: [detail],
    });
    const deltas = chunksOf(chatSide, geminiStreamSide, [text])
      .flatMap(({ choices }) => choices)
      .map(({ delta }) => delta);
    expect(deltas[2]).toEqual({ reasoning_details: [detail] });
  });

  it.each([
    ['SAFETY', 'content_filter'],
    ['PROHIBITED_CONTENT', 'content_filter'],
    ['MAX_TOKENS', 'length'],
    ['UNHEARD_OF', 'stop'],
  ])('says that %s is %s', (finishReason, expected) => {
    expect(answerOf(chatSide, geminiSide, { candidates: [{ finishReason }] }).choices[0].finish_reason).toBe(expected);
  });

  it('says that a blocked prompt was filtered', () => {
    const blocked = { promptFeedback: { blockReason: 'SAFETY' } };
    expect(answerOf(chatSide, geminiSide, blocked).choices).toMatchObject([
      { message: { content: null }, finish_reason: 'content_filter' },
    ]);
    expect(chunksOf(chatSide, geminiStreamSide, [blocked]).at(-2)?.choices[0].finish_reason).toBe('content_filter');
  });

  it.each([
    'nonsense',
    '{}',
    '{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}',
    '{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}}]}',
  ])('does not take %s for an answer', (sent) => {
    expect(() => answerOf(chatSide, geminiSide, sent)).toThrow(AppError);
  });
});

describe('[GW-2] an answer of Gemini’s for a client of Anthropic’s', () => {
  it('carries the signature of a call in a block of thinking before it', () => {
    expect(answerOf(messagesSide, geminiSide, answer)).toMatchObject({
      id: 'r-1',
      content: [
        { type: 'thinking', thinking: 'hm', signature: '' },
        { type: 'text', text: 'Let me look.' },
        { type: 'thinking', thinking: '', signature: signed },
        { type: 'tool_use', id: 'call_r-1_0', name: 'f', input: { a: 1 } },
        { type: 'tool_use', id: 'own', name: 'g', input: {} },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 22, cache_read_input_tokens: 10, output_tokens: 9, output_tokens_details: { thinking_tokens: 4 } },
    });
  });

  it('is streamed block after block', () => {
    const events = chunksOf(messagesSide, geminiStreamSide, stream);
    const open = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block });
    const delta = (index: number, piece: object) => ({ type: 'content_block_delta', index, delta: piece });
    const close = (index: number) => ({ type: 'content_block_stop', index });
    const empty = { type: 'thinking', thinking: '', signature: '' };
    expect(events.slice(1, -1)).toEqual([
      open(0, empty),
      delta(0, { type: 'thinking_delta', thinking: 'hm' }),
      close(0),
      open(1, { type: 'text', text: '' }),
      delta(1, { type: 'text_delta', text: 'Let me ' }),
      delta(1, { type: 'text_delta', text: 'look.' }),
      close(1),
      open(2, empty),
      delta(2, { type: 'signature_delta', signature: signed }),
      close(2),
      open(3, { type: 'tool_use', id: 'call_r-1_0', name: 'f', input: {} }),
      delta(3, { type: 'input_json_delta', partial_json: '{"a":1}' }),
      close(3),
      open(4, { type: 'tool_use', id: 'own', name: 'g', input: {} }),
      delta(4, { type: 'input_json_delta', partial_json: '{}' }),
      close(4),
    ]);
    expect(events.at(-1)).toMatchObject({ delta: { stop_reason: 'tool_use' }, usage: { input_tokens: 22, output_tokens: 9 } });
  });
});
