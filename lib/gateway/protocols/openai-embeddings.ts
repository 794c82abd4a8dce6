import { readEmbeddingsAsk } from './openai/read-embeddings-ask.ts';
import { renderOpenAiError, renderOpenAiErrorEvent } from './openai/render-openai-error.ts';
import { answerReader, noStreamEnd, openNoStream } from './openai/whole-answer.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /embeddings of OpenAI's API. It produces no tokens, so its answers have no text to count. */
export const openAiEmbeddings: CallProtocol = {
  name: 'openai.embeddings',
  readAsk: readEmbeddingsAsk,
  readAnswer: answerReader({ field: 'data', kind: 'array', missing: 'data, so these are no embeddings.' }),
  textOfAnswer: () => '',
  openStream: openNoStream,
  streamEnd: noStreamEnd,
  renderError: renderOpenAiError,
  renderErrorEvent: renderOpenAiErrorEvent,
};
