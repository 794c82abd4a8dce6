import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { askOf } from '#tests/gateway/support/ask-of.ts';
import { pointerOf } from '#tests/gateway/support/pointer-of.ts';
import type { Translation } from '../translation.ts';
import { geminiBatchEmbeddingsByOpenAi, geminiEmbeddingByOpenAi } from './gemini-embeddings-by-openai.ts';
import { openAiEmbeddingsByGemini } from './openai-embeddings-by-gemini.ts';

const bytes = (value: object): Buffer => Buffer.from(JSON.stringify(value));
const ask = (translation: Translation, request: object) =>
  JSON.parse(translation.translateRequest(bytes(request), { model: 'm', outputTokensMax: null }).toString());
const answer = (translation: Translation, given: object, request: object = {}) =>
  JSON.parse(translation.translateAnswer(bytes(given), 0, askOf(request)).toString());
/** Numbers that 32 bits hold exactly. */
const vectors = [
  [0.5, -0.25, 3],
  [1, 2, 0.125],
];
const text = (words: string) => ({ parts: [{ text: words }] });

describe('[GW-2] embeddings of OpenAI’s by Gemini', () => {
  it('asks for each input in one batch', () => {
    const item = (words: string, more: object = {}) => ({ model: 'models/m', content: text(words), ...more });
    expect(ask(openAiEmbeddingsByGemini, { model: 'a', input: 'Hi', user: 'u' })).toEqual({ requests: [item('Hi')] });
    expect(ask(openAiEmbeddingsByGemini, { input: ['a', 'b'], dimensions: 3, encoding_format: 'base64' })).toEqual({
      requests: [item('a', { outputDimensionality: 3 }), item('b', { outputDimensionality: 3 })],
    });
  });

  it.each([
    [{ input: [1, 2] }, '/input'],
    [{ input: 'a', encoding_format: 'int8' }, '/encoding_format'],
    [{ input: 'a', unheard_of: 1 }, '/unheard_of'],
  ])('%j is refused at %s', (request, pointer) => {
    expect(pointerOf(() => ask(openAiEmbeddingsByGemini, request))).toBe(pointer);
  });

  it('answers with numbers, or in Base64 where that was asked for', () => {
    const given = { embeddings: vectors.map((values) => ({ values })), usageMetadata: { promptTokenCount: 4 } };
    expect(answer(openAiEmbeddingsByGemini, given)).toEqual({
      object: 'list',
      data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
      model: 'm',
      usage: { prompt_tokens: 4, total_tokens: 4 },
    });
    const [first] = answer(openAiEmbeddingsByGemini, given, { encoding_format: 'base64' }).data;
    const floats = Buffer.from(first.embedding, 'base64');
    expect([0, 4, 8].map((at) => floats.readFloatLE(at))).toEqual(vectors[0]);
  });
});

describe('[GW-2] embeddings of Gemini’s by OpenAI', () => {
  it('asks for one, or for all of a batch at once', () => {
    expect(ask(geminiEmbeddingByOpenAi, { model: 'models/x', content: { role: 'user', parts: [{ text: 'a' }, { text: 'b' }] } })).toEqual({
      model: 'm',
      input: ['a\nb'],
      encoding_format: 'float',
    });
    const requests = ['a', 'b'].map((words) => ({ model: 'models/x', content: text(words), output_dimensionality: 3 }));
    expect(ask(geminiBatchEmbeddingsByOpenAi, { requests })).toEqual({
      model: 'm',
      input: ['a', 'b'],
      dimensions: 3,
      encoding_format: 'float',
    });
  });

  it('refuses what only Google’s models can be told', () => {
    const content = text('a');
    expect(pointerOf(() => ask(geminiEmbeddingByOpenAi, { content, taskType: 'CLASSIFICATION' }))).toBe('/taskType');
    expect(pointerOf(() => ask(geminiEmbeddingByOpenAi, { content: { parts: [{ inlineData: {} }] } }))).toBe('/content/parts/0/text');
    const uneven = [{ content }, { content, outputDimensionality: 3 }];
    expect(pointerOf(() => ask(geminiBatchEmbeddingsByOpenAi, { requests: uneven }))).toBe('/requests');
  });

  it('answers in the order of the inputs, whichever way the numbers came', () => {
    const base64 = Buffer.alloc(12);
    for (const [at, number] of (vectors[0] ?? []).entries()) base64.writeFloatLE(number, at * 4);
    const given = {
      data: [
        { index: 1, embedding: vectors[1] },
        { index: 0, embedding: base64.toString('base64') },
      ],
      usage: { prompt_tokens: 4 },
    };
    expect(answer(geminiBatchEmbeddingsByOpenAi, given)).toEqual({
      embeddings: vectors.map((values) => ({ values })),
      usageMetadata: { promptTokenCount: 4 },
    });
    expect(answer(geminiEmbeddingByOpenAi, given)).toMatchObject({ embedding: { values: vectors[0] } });
    expect(() => answer(geminiEmbeddingByOpenAi, { data: [] })).toThrow(AppError);
    expect(() => answer(geminiEmbeddingByOpenAi, { data: [{ embedding: 7 }] })).toThrow(AppError);
  });
});
