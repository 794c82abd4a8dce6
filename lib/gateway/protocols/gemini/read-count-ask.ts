import { invalidField } from '../../json/invalid-field.ts';
import type { Ask, AskSize } from '../protocol.ts';
import { GeminiAsk, readMention } from './gemini-ask.ts';
import { readModelInPath } from './model-in-path.ts';
import { objectQuery, RequestFields, readRequest } from './request-fields.ts';

const countQuery = objectQuery(['model', 'contents', 'generateContentRequest']);
const innerQuery = objectQuery(['model']);

/** Google counts for nothing, so nothing is metered, whatever becomes of the call. */
const nothing: AskSize = { bytes: 0, opaqueBytes: 0, parts: 0, media: 0, hasUnseenState: false };

/** Reads a request to count tokens, of contents or of a whole request; throws AppError('malformed_json' | 'invalid_request'). */
export function readCountAsk(body: Buffer, path: string): Ask {
  const model = readModelInPath(path);
  const request = readRequest(body, countQuery);
  const contents = request.expect('contents', 'array', 'a list of contents');
  const inner = request.expect('generateContentRequest', 'object', 'a request that generates content');
  if (contents === undefined && inner === undefined) throw invalidField('contents', '"contents" is missing; send what to count.');
  const place = 'generateContentRequest/';
  const innerMentions =
    inner === undefined ? [] : readMention(new RequestFields(body, innerQuery, place, inner.start, inner.end), model, place);
  const mentions = [...readMention(request, model), ...innerMentions].sort((left, right) => left.field.start - right.field.start);
  return new GeminiAsk({ body, model, mentions, streamed: false, outputTokensMax: 0, choices: 1, size: nothing, text: () => '' });
}
