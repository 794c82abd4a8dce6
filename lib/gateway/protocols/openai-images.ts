import { readImagesAsk } from './openai/read-images-ask.ts';
import { renderOpenAiError, renderOpenAiErrorEvent } from './openai/render-openai-error.ts';
import { TypedStreamReader } from './openai/typed-stream-reader.ts';
import { answerReader } from './openai/whole-answer.ts';
import type { CallProtocol } from './protocol.ts';

const events = { ends: ['image_generation.completed'], content: { 'image_generation.partial_image': 'b64_json' }, isBase64: true };

/** POST /images/generations of OpenAI's API. Pictures have no text to count: where no usage is told, their tokens stay unknown. */
export const openAiImages: CallProtocol = {
  name: 'openai.images_generations',
  readAsk: readImagesAsk,
  readAnswer: answerReader({ field: 'data', kind: 'array', missing: 'data, so these are no pictures.' }),
  textOfAnswer: () => '',
  openStream: ({ choices }) => new TypedStreamReader(events, choices),
  streamEnd: null,
  renderError: renderOpenAiError,
  renderErrorEvent: renderOpenAiErrorEvent,
};
