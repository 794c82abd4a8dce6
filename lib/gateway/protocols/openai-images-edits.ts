import { readImageEditAsk } from './openai/read-image-form-ask.ts';
import { TypedStreamReader } from './openai/typed-stream-reader.ts';
import { openAiImages } from './openai-images.ts';
import type { CallProtocol } from './protocol.ts';

const events = { ends: ['image_edit.completed'], content: { 'image_edit.partial_image': 'b64_json' }, isBase64: true };

/** POST /images/edits of OpenAI's API: a form with the pictures to change. */
export const openAiImagesEdits: CallProtocol = {
  ...openAiImages,
  name: 'openai.images_edits',
  takes: 'forms',
  readAsk: readImageEditAsk,
  openStream: ({ choices }) => new TypedStreamReader(events, choices),
};
