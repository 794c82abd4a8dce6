import { asRecord } from '../../json/as-record.ts';
import { RequestFields } from '../../json/request-document.ts';
import type { Ask } from '../protocol.ts';
import { wholeAsk } from './whole-ask.ts';

const imagesFields = new RequestFields(['model', 'prompt', 'n', 'stream'] as const);
/** OpenAI gives at most ten pictures a call; others fewer. */
const picturesMax = 10;

function textOfPrompt(request: unknown): string {
  const prompt = asRecord(request)?.prompt;
  return typeof prompt === 'string' ? prompt : '';
}

/**
 * Reads a request for pictures. The model has to be named, because what providers take without a name changes, and with
 * it the price. Throws AppError('malformed_json' | 'invalid_request').
 */
export function readImagesAsk(body: Buffer): Ask {
  const document = imagesFields.read(body);
  const model = document.model('model');
  document.require('prompt', 'string', 'a text');
  const choices = document.count('n', picturesMax) ?? 1;
  const streamed = document.boolean('stream') === true;
  const ask = wholeAsk(document, { model, outputTokensMax: null, choices, charged: { pictures: choices }, textOf: textOfPrompt });
  return streamed ? { ...ask, streamed } : ask;
}
