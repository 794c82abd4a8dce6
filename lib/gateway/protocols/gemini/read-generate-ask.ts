import { AppError } from '#lib/core/errors.ts';
import { assumedUses, type HostedTools } from '../../billing/hosted-tools.ts';
import { tierNamed } from '../../billing/tier-named.ts';
import { FieldNames } from '../../json/field-names.ts';
import { invalidField } from '../../json/invalid-field.ts';
import { scanDocument } from '../../json/scan-object.ts';
import type { Ask } from '../protocol.ts';
import { GeminiAsk, readMention } from './gemini-ask.ts';
import { readModelInPath } from './model-in-path.ts';
import { bothSpellings, objectQuery, RequestFields, readRequest } from './request-fields.ts';
import { textOfContents } from './text-of-contents.ts';

/** Content that lies elsewhere, and tools that Google runs and whose results the model reads: their size is not in the body. */
const unseen = ['fileData', 'googleSearch', 'googleSearchRetrieval', 'googleMaps', 'urlContext', 'fileSearch', 'codeExecution'];
const unseenQuery = { fields: new FieldNames([]), counted: bothSpellings(unseen) };

/** The fields that the gateway reads; everything else passes through unseen. */
const requestQuery = objectQuery(
  ['model', 'contents', 'tools', 'systemInstruction', 'generationConfig', 'cachedContent', 'serviceTier'],
  bothSpellings(['inlineData', ...unseen]),
);
const configQuery = objectQuery(['maxOutputTokens', 'candidateCount']);

interface OutputLimits {
  readonly tokensMax: number | null;
  readonly choices: number;
}

function readLimits(body: Buffer, request: RequestFields): OutputLimits {
  const config = request.expect('generationConfig', 'object', 'an object');
  if (config === undefined) return { tokensMax: null, choices: 1 };
  const fields = new RequestFields(body, configQuery, 'generationConfig/', config.start, config.end);
  return { tokensMax: fields.count('maxOutputTokens', 1e9), choices: fields.count('candidateCount', 128) ?? 1 };
}

const searchQuery = { fields: new FieldNames([]), counted: bothSpellings(['googleSearch', 'googleSearchRetrieval']) };
const mapsQuery = { fields: new FieldNames([]), counted: bothSpellings(['googleMaps']) };

/** Tools that Google charges by the call; it takes no limit on them. */
function hostedTools(body: Buffer): HostedTools | undefined {
  const isSearching = scanDocument(body, searchQuery).counted > 0;
  const hasMaps = scanDocument(body, mapsQuery).counted > 0;
  if (!isSearching && !hasMaps) return undefined;
  return { uses: { ...(isSearching ? { web_search: assumedUses } : {}), ...(hasMaps ? { map_search: 1 } : {}) }, isLimited: false };
}

/** Reads a request that generates content; throws AppError('malformed_json' | 'invalid_request'). */
export function readGenerateAsk(body: Buffer, path: string, streamed: boolean): Ask {
  const model = readModelInPath(path);
  const request = readRequest(body, requestQuery);
  const contents = request.expect('contents', 'array', 'a list of contents');
  if (contents === undefined || contents.members === 0) {
    throw invalidField('contents', '"contents" must be a list with at least one content.');
  }
  const tools = request.expect('tools', 'array', 'a list of tools');
  const instruction = request.given('systemInstruction');
  const limits = readLimits(body, request);
  const { counted, opaqueBytes } = request.scanned;
  const tier = request.expect('serviceTier', 'string', 'the name of a service tier');
  return new GeminiAsk({
    body,
    model,
    mentions: readMention(request, model),
    streamed,
    outputTokensMax: limits.tokensMax,
    choices: limits.choices,
    serviceTier: tier === undefined ? undefined : tierNamed(request.text(tier)),
    hostedTools: tools === undefined || counted === 0 ? undefined : hostedTools(body),
    size: {
      bytes: body.length,
      opaqueBytes,
      parts: contents.members + (tools?.members ?? 0) + (instruction === undefined ? 0 : 1),
      media: counted,
      hasUnseenState: request.given('cachedContent') !== undefined || (counted > 0 && scanDocument(body, unseenQuery).counted > 0),
    },
    text: () => textOfContents(body),
  });
}

/** Throws AppError('invalid_request') unless the URL asks for server-sent events; the other form, one long JSON array, is not served. */
export function assertServerSentEvents(query: string): void {
  const options = new URLSearchParams(query);
  if ((options.get('alt') ?? options.get('$alt')) === 'sse') return;
  throw new AppError('invalid_request', {
    detail: 'Streams are sent as server-sent events only. Add alt=sse to the URL: …:streamGenerateContent?alt=sse.',
  });
}
