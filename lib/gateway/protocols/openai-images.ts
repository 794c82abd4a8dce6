import { readImagesAsk } from './openai/read-images-ask.ts';
import { renderOpenAiError, renderOpenAiErrorEvent } from './openai/render-openai-error.ts';
import { answerReader, noStreamEnd, openNoStream } from './openai/whole-answer.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /images/generations of OpenAI's API. Pictures have no text to count: where no usage is told, their tokens stay unknown. */
export const openAiImages: CallProtocol = {
  name: 'openai.images_generations',
  readAsk: readImagesAsk,
  readAnswer: answerReader({ field: 'data', kind: 'array', missing: 'data, so these are no pictures.' }),
  textOfAnswer: () => '',
  openStream: openNoStream,
  streamEnd: noStreamEnd,
  renderError: renderOpenAiError,
  renderErrorEvent: renderOpenAiErrorEvent,
};
