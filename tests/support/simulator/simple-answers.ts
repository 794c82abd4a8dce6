import { listOf, objectOf, textOf } from './reading.ts';

/** Endpoints without a stream, which answer at once. */

const modelNames = ['sim', 'sim-embedding'] as const;
const dimensions = 8;

/** A vector of length one that is the same for the same text. */
function vectorOf(text: string): number[] {
  const raw = Array.from({ length: dimensions }, (_, index) => Math.sin(text.length + (text.codePointAt(index) ?? 0) + index));
  const length = Math.hypot(...raw);
  return raw.map((value) => value / length);
}

const base64Of = (vector: readonly number[]): string => Buffer.from(Float32Array.from(vector).buffer).toString('base64');

function openAiEmbeddings(body: unknown): object {
  const { input, model, encoding_format: format } = objectOf(body);
  const inputs = Array.isArray(input) ? input.map(textOf) : [textOf(input)];
  const data = inputs.map((text, index) => {
    const vector = vectorOf(text);
    return { object: 'embedding', index, embedding: format === 'base64' ? base64Of(vector) : vector };
  });
  const tokens = inputs.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
  return { object: 'list', model, data, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

const contentText = (content: unknown): string =>
  listOf(objectOf(content).parts)
    .map(({ text }) => textOf(text))
    .join('\n');

/** What a GET of the models answers; each family finds its own field in it. */
const modelList = {
  object: 'list',
  data: modelNames.map((id) => ({ id, object: 'model', type: 'model', created: 0, owned_by: 'simulator' })),
  models: modelNames.map((name) => ({ name: `models/${name}` })),
};

/** What Bedrock's models of embeddings answer to InvokeModel: Cohere's take several texts, Amazon's one. */
function bedrockEmbeddings(body: unknown): object {
  const { texts, inputText } = objectOf(body);
  if (Array.isArray(texts)) return { embeddings: { float: texts.map((text) => vectorOf(textOf(text))) } };
  return { embedding: vectorOf(textOf(inputText)), inputTextTokenCount: Math.ceil(textOf(inputText).length / 4) };
}

/** The answer to a path that is no conversation; undefined for paths that are unknown. */
export function simpleAnswer(method: string, path: string, body: unknown): object | undefined {
  const [plain = ''] = path.split('?');
  if (method === 'GET') return plain.endsWith('/models') ? modelList : undefined;
  if (plain.endsWith('/embeddings')) return openAiEmbeddings(body);
  if (plain.startsWith('/model/') && plain.endsWith('/invoke')) return bedrockEmbeddings(body);
  if (plain.endsWith('/messages/count_tokens')) return { input_tokens: 21 };
  if (plain.endsWith(':countTokens')) return { totalTokens: 21 };
  if (plain.endsWith(':embedContent')) return { embedding: { values: vectorOf(contentText(objectOf(body).content)) } };
  if (plain.endsWith(':batchEmbedContents')) {
    return { embeddings: listOf(objectOf(body).requests).map(({ content }) => ({ values: vectorOf(contentText(content)) })) };
  }
  return undefined;
}
