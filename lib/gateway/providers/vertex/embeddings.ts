import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import type { Ask } from '../../protocols/protocol.ts';
import { FieldReader } from '../../translation/field-reader.ts';
import { boundInputs } from '../openai-family/bound-inputs.ts';
import { toInputUsage } from '../openai-family/to-usage.ts';
import type { SpokenProtocol, Target } from '../provider.ts';
import { embeddingTexts } from '../shared/embedding-texts.ts';
import { embeddingsAnswer } from '../shared/embeddings-answer.ts';
import { buildPrediction } from './vertex-requests.ts';

/** The most texts that one prediction takes. */
const textsMax = 250;

/** A request for embeddings as a prediction (cloud.google.com/vertex-ai, "Text embeddings API"). */
function predictionBody(body: Buffer): Buffer {
  const fields = new FieldReader(parseJson(body.toString()), '');
  // The encoding is made of the answer.
  fields.ignore('model', 'encoding_format', 'user');
  const texts = embeddingTexts(fields, textsMax);
  const taskType = fields.text('task_type');
  const dimensions = fields.number('dimensions');
  fields.close();
  const instances = texts.map((content) => ({ content, task_type: taskType }));
  return Buffer.from(JSON.stringify({ instances, parameters: { outputDimensionality: dimensions } }));
}

function toEmbeddings(body: Buffer, ask: Ask, { model }: Target): Buffer {
  const answer = asRecord(parseJson(body.toString()));
  const embeddings = asList(answer?.predictions).map((prediction) => asRecord(asRecord(prediction)?.embeddings));
  const counts = embeddings.map((embedding) => asRecord(embedding?.statistics)?.token_count);
  const isCounted = counts.every((count): count is number => typeof count === 'number');
  const tokens = isCounted ? counts.reduce((sum, count) => sum + count, 0) : undefined;
  return embeddingsAnswer(
    embeddings.map((embedding) => embedding?.values),
    tokens,
    ask,
    model,
  );
}

/** Embeddings of Google's text models. */
export const vertexEmbeddings: SpokenProtocol = {
  buildRequest: (ask, target, context) =>
    buildPrediction(ask, target, context, predictionBody(ask.toBody({ model: target.model, reportUsage: false }))),
  toUsage: toInputUsage,
  bound: boundInputs,
  answers: { whole: toEmbeddings },
};
