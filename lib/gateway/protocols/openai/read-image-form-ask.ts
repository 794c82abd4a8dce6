import { invalidField } from '../../json/invalid-field.ts';
import { MultipartForm } from '../../multipart/multipart-form.ts';
import type { Ask } from '../protocol.ts';

/** OpenAI gives at most ten pictures a call. */
const picturesMax = 10;

/** Reads a form with pictures. Throws AppError('invalid_request' | 'unsupported_media_type'). */
function readImageForm(body: Buffer, contentType: string | undefined, isPrompted: boolean): Ask {
  const form = new MultipartForm(body, contentType);
  const model = form.model();
  const files = form.files('image');
  const prompt = form.text('prompt') ?? '';
  if (isPrompted && prompt === '') throw invalidField('prompt', '"prompt" must be a text.');
  const choices = form.count('n', picturesMax) ?? 1;
  const streamed = isPrompted && form.boolean('stream');
  const fileBytes = files.reduce((total, { start, end }) => total + end - start, 0);
  return {
    model,
    streamed,
    usageRequested: true,
    outputTokensMax: null,
    choices,
    charged: { pictures: choices },
    // Pictures are weighed one by one, not by their bytes; a mask is one more.
    size: { bytes: body.length - fileBytes, opaqueBytes: 0, parts: 1, media: files.length + 1, hasUnseenState: false },
    contentType: form.contentType,
    toBody: (change) => (change.model === model ? body : form.withModel(change.model)),
    text: () => prompt,
  };
}

/** A form that asks to change pictures as a text says. */
export const readImageEditAsk = (body: Buffer, _path: string, _query: string, contentType?: string): Ask =>
  readImageForm(body, contentType, true);

/** A form that asks for pictures like the one it has. */
export const readImageVariationAsk = (body: Buffer, _path: string, _query: string, contentType?: string): Ask =>
  readImageForm(body, contentType, false);
