import { asList, asRecord } from '../../json/as-record.ts';
import { invalidField } from '../../json/invalid-field.ts';
import { RequestFields } from '../../json/request-document.ts';
import type { Ask } from '../protocol.ts';
import { wholeAsk } from './whole-ask.ts';

const embeddingsFields = new RequestFields(['model', 'input', 'stream'] as const, ['image_url']);

/** The texts of an input; token numbers are kept as numbers, of which each reads as about one token. */
function textOfInput(request: unknown): string {
  const input = asRecord(request)?.input;
  if (typeof input === 'string') return input;
  return asList(input)
    .map((item) => (typeof item === 'string' ? item : JSON.stringify(item)))
    .join('\n');
}

/**
 * Reads a request for embeddings, whose input is a text, a list of texts, the tokens of one or a list of such lists.
 * `dimensions`, `encoding_format` and the rest pass through. Throws AppError('malformed_json' | 'invalid_request').
 */
export function readEmbeddingsAsk(body: Buffer): Ask {
  const document = embeddingsFields.read(body);
  const model = document.model('model');
  document.require('input', ['string', 'array'], 'a text, a list of texts, or tokens');
  if (document.boolean('stream') === true) throw invalidField('stream', 'Embeddings are not streamed; leave "stream" out.');
  return wholeAsk(document, { model, outputTokensMax: 0, textOf: textOfInput });
}
