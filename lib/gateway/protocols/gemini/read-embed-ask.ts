import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { FieldNames } from '../../json/field-names.ts';
import { invalidField } from '../../json/invalid-field.ts';
import { scanDocument } from '../../json/scan-object.ts';
import type { Ask } from '../protocol.ts';
import { GeminiAsk, type ModelMention, readMention } from './gemini-ask.ts';
import { readModelInPath } from './model-in-path.ts';
import { bothSpellings, elementsOf, objectQuery, RequestFields, readRequest } from './request-fields.ts';
import { textsOfParts } from './text-of-contents.ts';

const media = bothSpellings(['inlineData', 'fileData']);
const fileQuery = { fields: new FieldNames([]), counted: bothSpellings(['fileData']) };
const embedQuery = objectQuery(['model', 'content'], media);
const batchQuery = objectQuery(['requests'], media);
const itemQuery = objectQuery(['model', 'content']);

function toAsk(body: Buffer, model: string, mentions: readonly ModelMention[], parts: number, request: RequestFields): Ask {
  const { counted, opaqueBytes } = request.scanned;
  return new GeminiAsk({
    body,
    model,
    mentions,
    streamed: false,
    // An embedding has no output tokens.
    outputTokensMax: 0,
    choices: 1,
    size: {
      bytes: body.length,
      opaqueBytes,
      parts,
      media: counted,
      hasUnseenState: counted > 0 && scanDocument(body, fileQuery).counted > 0,
    },
    text: () => textOfEmbedding(body),
  });
}

function textOfEmbedding(body: Buffer): string {
  const request = asRecord(parseJson(body.toString()));
  const items = [request, ...asList(request?.requests).map(asRecord)];
  return items.flatMap((item) => textsOfParts(item?.content)).join('\n');
}

/** Reads a request for one embedding; throws AppError('malformed_json' | 'invalid_request'). */
export function readEmbedAsk(body: Buffer, path: string): Ask {
  const model = readModelInPath(path);
  const request = readRequest(body, embedQuery);
  if (request.expect('content', 'object', 'a content') === undefined)
    throw invalidField('content', '"content" is missing; send what to embed.');
  return toAsk(body, model, readMention(request, model), 1, request);
}

/** Reads a request for several embeddings, each of which names the model again. */
export function readBatchEmbedAsk(body: Buffer, path: string): Ask {
  const model = readModelInPath(path);
  const request = readRequest(body, batchQuery);
  const list = request.expect('requests', 'array', 'a list of requests');
  if (list === undefined || list.members === 0) throw invalidField('requests', '"requests" must be a list with at least one request.');
  const mentions = elementsOf(body, list).flatMap((item, index) => {
    const place = `requests/${index}/`;
    if (item.kind !== 'object') throw invalidField(`requests/${index}`, 'Each of "requests" must be an object.');
    return readMention(new RequestFields(body, itemQuery, place, item.start, item.end), model, place);
  });
  return toAsk(body, model, mentions, list.members, request);
}
