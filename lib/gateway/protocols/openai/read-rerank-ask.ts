import { asList, asRecord } from '../../json/as-record.ts';
import { RequestFields } from '../../json/request-document.ts';
import type { Ask } from '../protocol.ts';
import { wholeAsk } from './whole-ask.ts';

const rerankFields = new RequestFields(['model', 'query', 'documents', 'top_n'] as const, ['image_url']);

const textOfDocument = (document: unknown): string => (typeof document === 'string' ? document : JSON.stringify(document));

/** Documents that a search is for (cohere.com/pricing). */
const documentsPerSearch = 100;

/** What a ranking model reads: the query anew with each document. */
function textOfPairs(request: unknown): string {
  const query = asRecord(request)?.query;
  return asList(asRecord(request)?.documents)
    .map((document) => `${typeof query === 'string' ? query : ''}\n${textOfDocument(document)}`)
    .join('\n');
}

/**
 * Reads a request to rank documents by a query, in the shape that Cohere and Jina share: documents are texts or objects.
 * Throws AppError('malformed_json' | 'invalid_request').
 */
export function readRerankAsk(body: Buffer): Ask {
  const document = rerankFields.read(body);
  const model = document.model('model');
  const query = document.require('query', ['string', 'object'], 'a text');
  const documents = document.require('documents', 'array', 'a list with at least one document');
  document.count('top_n', 1e6);
  const charged = { searchUnits: Math.ceil(documents.members / documentsPerSearch) };
  const ask = wholeAsk(document, { model, outputTokensMax: 0, charged, textOf: textOfPairs });
  const repeatedBytes = (query.end - query.start) * (documents.members - 1);
  return { ...ask, size: { ...ask.size, bytes: ask.size.bytes + repeatedBytes } };
}
