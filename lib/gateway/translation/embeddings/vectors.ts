import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord } from '../../json/as-record.ts';

/** The numbers of an embedding. Throws AppError('provider_error') for what is none. */
function vectorOf(value: unknown): readonly number[] {
  if (typeof value === 'string') return fromBase64(value);
  const numbers = asList(value).filter((number) => typeof number === 'number');
  if (numbers.length === 0) throw new AppError('provider_error', { detail: 'The provider’s answer has an embedding without numbers.' });
  return numbers;
}

function fromBase64(text: string): readonly number[] {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(at * 4));
}

/** Base64 of 32-bit floats, little-endian, which OpenAI's SDKs ask for on their own. */
export function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [at, number] of vector.entries()) bytes.writeFloatLE(number, at * 4);
  return bytes.toString('base64');
}

/** The vectors of OpenAI's answer, in the order of the inputs. */
export function readOpenAiVectors(answer: Readonly<Record<string, unknown>>): readonly (readonly number[])[] {
  const items = asList(answer.data).map(asRecord);
  const ordered = items.toSorted((left, right) => Number(left?.index ?? 0) - Number(right?.index ?? 0));
  return ordered.map((item) => vectorOf(item?.embedding));
}

/** The vectors of Google's answer. */
export const readGeminiVectors = (answer: Readonly<Record<string, unknown>>): readonly (readonly number[])[] =>
  asList(answer.embeddings).map((embedding) => vectorOf(asRecord(embedding)?.values));
