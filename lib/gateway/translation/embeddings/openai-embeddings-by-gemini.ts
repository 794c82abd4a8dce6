import { asRecord } from '../../json/as-record.ts';
import { geminiBatchEmbedContents } from '../../protocols/gemini-batch-embed-contents.ts';
import { openAiEmbeddings } from '../../protocols/openai-embeddings.ts';
import { countOf } from '../count-of.ts';
import type { FieldReader } from '../field-reader.ts';
import type { RequestGoal } from '../translation.ts';
import { wholeTranslation } from '../whole-translation.ts';
import { readGeminiVectors, toBase64 } from './vectors.ts';

const encodings = new Map([
  ['float', 'float'],
  ['base64', 'base64'],
]);

/** Who asks (`user`) has no place there. Tokens instead of texts are those of a model of OpenAI's, and refused. */
function request(fields: FieldReader, { model }: RequestGoal): object {
  fields.ignore('model', 'user');
  const inputs = fields.texts('input') ?? [];
  const outputDimensionality = fields.number('dimensions');
  fields.choice('encoding_format', encodings);
  fields.expectOnly('stream', (value) => value === false);
  fields.close();
  const named = model.startsWith('models/') ? model : `models/${model}`;
  return { requests: inputs.map((text) => ({ model: named, content: { parts: [{ text }] }, outputDimensionality })) };
}

/** Callers of OpenAI's embeddings, served by Gemini: each input becomes a request of one batch. */
export const openAiEmbeddingsByGemini = wholeTranslation({
  caller: openAiEmbeddings.name,
  provider: geminiBatchEmbedContents,
  addressOf: (model) => ({ path: `/v1beta/models/${encodeURIComponent(model)}:batchEmbedContents`, query: '' }),
  request,
  answer: (answer, asked, model) => {
    const usage = asRecord(answer.usageMetadata);
    const tokens = countOf(usage?.promptTokenCount ?? usage?.totalTokenCount);
    const encode = asked.encoding_format === 'base64' ? toBase64 : (vector: readonly number[]) => vector;
    const data = readGeminiVectors(answer).map((vector, index) => ({ object: 'embedding', index, embedding: encode(vector) }));
    return { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } };
  },
});
