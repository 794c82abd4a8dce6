import { asList, asRecord } from '../../json/as-record.ts';
import { RequestFields } from '../../json/request-document.ts';
import type { Ask } from '../protocol.ts';
import { wholeAsk } from './whole-ask.ts';

const moderationsFields = new RequestFields(['model', 'input'] as const, ['image_url']);

/** What OpenAI takes where the request names no model. */
const usualModel = 'omni-moderation-latest';

/** The texts among the inputs: each is one, or a part with one. */
function textOfInput(request: unknown): string {
  const input = asRecord(request)?.input;
  if (typeof input === 'string') return input;
  return asList(input)
    .map((item) => (typeof item === 'string' ? item : asRecord(item)?.text))
    .filter((text) => typeof text === 'string')
    .join('\n');
}

/** Reads a request for moderation; the model may be left out. Throws AppError('malformed_json' | 'invalid_request'). */
export function readModerationsAsk(body: Buffer): Ask {
  const document = moderationsFields.read(body);
  const model = document.model('model', usualModel);
  document.require('input', ['string', 'array'], 'a text, a list of texts, or a list of parts');
  return wholeAsk(document, { model, outputTokensMax: 0, textOf: textOfInput });
}
