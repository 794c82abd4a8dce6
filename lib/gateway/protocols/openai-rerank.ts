import { readRerankAsk } from './openai/read-rerank-ask.ts';
import { renderOpenAiError, renderOpenAiErrorEvent } from './openai/render-openai-error.ts';
import { answerReader, noStreamEnd, openNoStream } from './openai/whole-answer.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /rerank, which OpenAI's API does not have; its family serves it in the shape of Cohere's and Jina's. */
export const openAiRerank: CallProtocol = {
  name: 'openai.rerank',
  readAsk: readRerankAsk,
  readAnswer: answerReader({ field: 'results', kind: 'array', missing: 'results, so it is no ranking.', charges: 'meta' }),
  textOfAnswer: () => '',
  openStream: openNoStream,
  streamEnd: noStreamEnd,
  renderError: renderOpenAiError,
  renderErrorEvent: renderOpenAiErrorEvent,
};
