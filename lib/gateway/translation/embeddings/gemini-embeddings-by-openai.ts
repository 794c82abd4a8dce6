import { AppError } from '#lib/core/errors.ts';
import { asRecord } from '../../json/as-record.ts';
import { geminiBatchEmbedContents } from '../../protocols/gemini-batch-embed-contents.ts';
import { geminiEmbedContent } from '../../protocols/gemini-embed-content.ts';
import { openAiEmbeddings } from '../../protocols/openai-embeddings.ts';
import { countOf } from '../count-of.ts';
import type { FieldReader } from '../field-reader.ts';
import type { Translation } from '../translation.ts';
import { wholeTranslation } from '../whole-translation.ts';
import { readOpenAiVectors } from './vectors.ts';

interface Wanted {
  readonly text: string;
  readonly dimensions: number | undefined;
}

/** One content as a text. What it is for (`taskType`) only Google's models can be told, since it changes their vectors. */
function readItem(item: FieldReader): Wanted {
  item.ignore('model');
  item.expectOnly('taskType', (value) => value === 'TASK_TYPE_UNSPECIFIED');
  const content = item.requiredObject('content');
  content.ignore('role');
  const texts = content.objects('parts').map((part) => {
    const text = part.requiredText('text');
    part.close();
    return text;
  });
  content.close();
  const dimensions = item.number('outputDimensionality');
  item.close();
  return { text: texts.join('\n'), dimensions };
}

/** OpenAI takes one number of dimensions for all inputs. */
function requestOf(wanted: readonly Wanted[], model: string, refuse: (why: string) => AppError): object {
  const sizes = new Set(wanted.map(({ dimensions }) => dimensions));
  if (sizes.size > 1) throw refuse('must ask for the same outputDimensionality everywhere for this model.');
  return { model, input: wanted.map(({ text }) => text), dimensions: wanted[0]?.dimensions, encoding_format: 'float' };
}

const usageOf = (answer: Readonly<Record<string, unknown>>): object => {
  const usage = asRecord(answer.usage);
  return { promptTokenCount: countOf(usage?.prompt_tokens ?? usage?.total_tokens) };
};

/** Callers of Gemini's embedContent, served by OpenAI's embeddings. */
export const geminiEmbeddingByOpenAi: Translation = wholeTranslation({
  caller: geminiEmbedContent.name,
  provider: openAiEmbeddings,
  spelling: 'either',
  request: (fields, { model }) => requestOf([readItem(fields)], model, (why) => fields.refuse('outputDimensionality', why)),
  answer: (answer) => {
    const [values] = readOpenAiVectors(answer);
    if (values === undefined) throw new AppError('provider_error', { detail: 'The provider’s answer has no embedding.' });
    return { embedding: { values }, usageMetadata: usageOf(answer) };
  },
});

/** Callers of Gemini's batchEmbedContents, served by OpenAI's embeddings. */
export const geminiBatchEmbeddingsByOpenAi: Translation = wholeTranslation({
  caller: geminiBatchEmbedContents.name,
  provider: openAiEmbeddings,
  spelling: 'either',
  request: (fields, { model }) => {
    const wanted = fields.objects('requests').map(readItem);
    fields.close();
    return requestOf(wanted, model, (why) => fields.refuse('requests', why));
  },
  answer: (answer) => ({ embeddings: readOpenAiVectors(answer).map((values) => ({ values })), usageMetadata: usageOf(answer) }),
});
