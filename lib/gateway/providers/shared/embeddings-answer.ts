import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import type { Ask } from '../../protocols/protocol.ts';

/** 32-bit floats, little-endian, in Base64: what OpenAI's SDKs ask for unless they are told otherwise. */
const inBase64 = (vector: readonly number[]): string => Buffer.from(Float32Array.from(vector).buffer).toString('base64');

function vectorOf(value: unknown): readonly number[] {
  const numbers = asList(value);
  if (numbers.length > 0 && numbers.every((number): number is number => typeof number === 'number')) return numbers;
  throw new AppError('provider_error', { detail: 'The provider’s answer has no embeddings.' });
}

/**
 * Embeddings as OpenAI's API answers them, in the encoding that the caller asks for; without usage where the provider
 * tells no tokens, which are counted then. Throws AppError('provider_error') for vectors that are none.
 */
export function embeddingsAnswer(vectors: readonly unknown[], tokens: number | undefined, ask: Ask, model: string): Buffer {
  const request = asRecord(parseJson(ask.toBody({ model, reportUsage: false }).toString()));
  const isEncoded = request?.encoding_format === 'base64';
  const data = vectors.map((value, index) => {
    const vector = vectorOf(value);
    return { object: 'embedding', index, embedding: isEncoded ? inBase64(vector) : vector };
  });
  const usage = tokens === undefined ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } };
  return Buffer.from(JSON.stringify({ object: 'list', data, model, ...usage }));
}
