import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import type { Ask } from '../../protocols/protocol.ts';
import { FieldReader } from '../../translation/field-reader.ts';
import { boundInputs } from '../openai-family/bound-inputs.ts';
import { toInputUsage } from '../openai-family/to-usage.ts';
import type { SpokenProtocol, Target } from '../provider.ts';
import { embeddingTexts } from '../shared/embedding-texts.ts';
import { embeddingsAnswer } from '../shared/embeddings-answer.ts';
import { buildBedrockRequest } from './bedrock-requests.ts';

const isCohere = (model: string): boolean => model.includes('cohere.');

/** The most texts that Cohere's models take at once; Amazon's take one. */
const cohereTextsMax = 96;

/** A request for embeddings as InvokeModel takes it from Amazon Titan and from Cohere. */
export function embeddingsBody(body: Buffer, model: string): Buffer {
  const fields = new FieldReader(parseJson(body.toString()), '');
  // The encoding is made of the answer.
  fields.ignore('model', 'encoding_format', 'user');
  const cohere = isCohere(model);
  const texts = embeddingTexts(fields, cohere ? cohereTextsMax : 1);
  const dimensions = fields.number('dimensions');
  const inputType = fields.text('input_type');
  if (!cohere && inputType !== undefined) throw fields.refuse('input_type', 'cannot be translated for this model; leave it out.');
  fields.close();
  const request = cohere
    ? { texts, input_type: inputType ?? 'search_document', embedding_types: ['float'], output_dimension: dimensions }
    : { inputText: texts[0], dimensions };
  return Buffer.from(JSON.stringify(request));
}

/** The answer as OpenAI's: Cohere's `{embeddings: {float: […]}}`, or without types a list; Titan's `{embedding, inputTextTokenCount}`. */
function toEmbeddings(body: Buffer, ask: Ask, { model }: Target): Buffer {
  const answer = asRecord(parseJson(body.toString()));
  const several = asRecord(answer?.embeddings)?.float ?? answer?.embeddings;
  const tokens = answer?.inputTextTokenCount;
  const vectors = several === undefined ? [answer?.embedding] : asList(several);
  return embeddingsAnswer(vectors, typeof tokens === 'number' ? tokens : undefined, ask, model);
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
