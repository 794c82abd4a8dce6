import { readImageVariationAsk } from './openai/read-image-form-ask.ts';
import { openNoStream } from './openai/whole-answer.ts';
import { openAiImages } from './openai-images.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /images/variations of OpenAI's API: a form with the picture to vary; never streamed. */
export const openAiImagesVariations: CallProtocol = {
  ...openAiImages,
  name: 'openai.images_variations',
  takes: 'forms',
  readAsk: readImageVariationAsk,
  openStream: openNoStream,
};
