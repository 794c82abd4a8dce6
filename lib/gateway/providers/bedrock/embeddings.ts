import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import type { Ask } from '../../protocols/protocol.ts';
import { FieldReader } from '../../translation/field-reader.ts';
import { boundInputs } from '../openai-family/bound-inputs.ts';
import { toInputUsage } from '../openai-family/to-usage.ts';
import type { SpokenProtocol, Target } from '../provider.ts';
import { buildBedrockRequest } from './bedrock-requests.ts';

const isCohere = (model: string): boolean => model.includes('cohere.');

/** The most texts that Cohere's models take at once; Amazon's take one. */
const cohereTextsMax = 96;

function readTexts(fields: FieldReader, textsMax: number): readonly string[] {
  const input = fields.take('input');
  const texts = Array.isArray(input) ? input : [input];
  if (texts.length === 0 || !texts.every((text): text is string => typeof text === 'string'))
    throw fields.refuse('input', 'must be a text or a list of texts for this model; it takes no tokens.');
  if (texts.length > textsMax)
    throw fields.refuse('input', `must hold at most ${textsMax} text${textsMax === 1 ? '' : 's'} for this model.`);
  return texts;
}

/** A request for embeddings as InvokeModel takes it from Amazon Titan and from Cohere. */
export function embeddingsBody(body: Buffer, model: string): Buffer {
  const fields = new FieldReader(parseJson(body.toString()), '');
  // The encoding is made of the answer.
  fields.ignore('model', 'encoding_format', 'user');
  const cohere = isCohere(model);
  const texts = readTexts(fields, cohere ? cohereTextsMax : 1);
  const dimensions = fields.number('dimensions');
  const inputType = fields.text('input_type');
  if (!cohere && inputType !== undefined) throw fields.refuse('input_type', 'cannot be translated for this model; leave it out.');
  fields.close();
  const request = cohere
    ? { texts, input_type: inputType ?? 'search_document', embedding_types: ['float'], output_dimension: dimensions }
    : { inputText: texts[0], dimensions };
  return Buffer.from(JSON.stringify(request));
}

/** Cohere answers `{embeddings: {float: […]}}`, or without types a list; Titan `{embedding, inputTextTokenCount}`. */
function vectorsIn(answer: Readonly<Record<string, unknown>> | undefined): readonly (readonly number[])[] {
  const several = asRecord(answer?.embeddings)?.float ?? answer?.embeddings;
  const vectors = several === undefined ? [answer?.embedding] : asList(several);
  return vectors.map((vector) => {
    const numbers = asList(vector);
    if (numbers.length > 0 && numbers.every((value): value is number => typeof value === 'number')) return numbers;
    throw new AppError('provider_error', { detail: 'The provider’s answer has no embeddings.' });
  });
}

/** 32-bit floats, little-endian, in Base64: what OpenAI's SDKs ask for unless they are told otherwise. */
const inBase64 = (vector: readonly number[]): string => Buffer.from(Float32Array.from(vector).buffer).toString('base64');

/** The answer as OpenAI's. Throws AppError('provider_error'). Cohere's models report no tokens in it; then they are counted. */
export function toEmbeddings(body: Buffer, ask: Ask, { model }: Target): Buffer {
  const answer = asRecord(parseJson(body.toString()));
  const isEncoded = asRecord(parseJson(ask.toBody({ model, reportUsage: false }).toString()))?.encoding_format === 'base64';
  const data = vectorsIn(answer).map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: isEncoded ? inBase64(vector) : vector,
  }));
  const tokens = answer?.inputTextTokenCount;
  const usage = typeof tokens === 'number' ? { usage: { prompt_tokens: tokens, total_tokens: tokens } } : {};
  return Buffer.from(JSON.stringify({ object: 'list', data, model, ...usage }));
}

/** Embeddings of Amazon Titan and Cohere. */
export const bedrockEmbeddings: SpokenProtocol = {
  buildRequest: (ask, target, context) => {
    const body = embeddingsBody(ask.toBody({ model: target.model, reportUsage: false }), target.model);
    return buildBedrockRequest('invoke', false, body, target, context);
  },
  toUsage: toInputUsage,
  bound: boundInputs,
  answers: { whole: toEmbeddings },
};
