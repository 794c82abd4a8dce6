import { readResponsesAsk } from './openai/read-responses-ask.ts';
import { renderOpenAiError, renderResponsesErrorEvent } from './openai/render-openai-error.ts';
import { ResponsesStreamReader } from './openai/responses-stream-reader.ts';
import { textOfResponse } from './openai/text-of-response.ts';
import { answerReader } from './openai/whole-answer.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /responses of OpenAI's API. The event that ends a stream holds the whole response, so it is the provider's own. */
export const openAiResponses: CallProtocol = {
  name: 'openai.responses',
  turns: { list: 'input', content: 'content' },
  outputTokens: { paths: [['max_output_tokens']] },
  readAsk: readResponsesAsk,
  readAnswer: answerReader({
    field: 'output',
    kind: 'array',
    missing: 'output, so it is no response.',
    failure: 'error',
    hasToolCalls: true,
  }),
  textOfAnswer: textOfResponse,
  openStream: () => new ResponsesStreamReader(),
  streamEnd: null,
  renderError: renderOpenAiError,
  renderErrorEvent: renderResponsesErrorEvent,
};
