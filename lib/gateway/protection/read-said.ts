import { isUtf8 } from 'node:buffer';
import type { TextSource } from '#lib/guardrails/injection/features.ts';
import { type CallPart, isSilent, readParts } from '#lib/guardrails/read-parts.ts';
import { jsonStrings } from '#lib/policies/redaction/json-strings.ts';
import type { PlacedText } from '#lib/policies/redaction/placed-text.ts';
import { asRecord, parseJson } from '../json/as-record.ts';
import { MultipartForm } from '../multipart/multipart-form.ts';
import type { Said } from './said.ts';

/** Of a text that is no list of requests so much is read; what is longer counts as what cannot be read. */
const textBytesMax = 4 * 1024 * 1024;
const lineFeed = 10;

/** How a body is to be read. */
export interface SaidOptions {
  readonly contentType?: string | undefined;
  /** Whose word it is where it does not say. */
  readonly source: TextSource;
  /** It is a request to a model, so it says itself whose word is whose. */
  readonly isConversation?: boolean;
  /** All of it is read, however long it is. */
  readonly isLong?: boolean;
  /** Each of its lines is a request (a file for a batch): all of them are read, whatever their number. */
  readonly isRequests?: boolean;
}

interface Line {
  readonly start: number;
  readonly end: number;
}

function* linesOf(bytes: Buffer): Generator<Line> {
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(lineFeed, start);
    const end = feed === -1 ? bytes.length : feed;
    yield { start, end };
    start = end + 1;
  }
}

function linesBefore(bytes: Buffer, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1 && at < end; at = bytes.indexOf(lineFeed, at + 1)) lines += 1;
  return lines;
}

const parts = (texts: Iterable<PlacedText>, source: TextSource, isForm: boolean): readonly CallPart[] =>
  [...texts].flatMap(({ name, text }) => (text === '' || (isForm && isSilent(name)) ? [] : [{ source, text }]));

const isBlank = (bytes: Buffer, { start, end }: Line): boolean => bytes.toString('latin1', start, Math.min(end, start + 64)).trim() === '';
const isJsonLine = (bytes: Buffer, line: Line): boolean =>
  isBlank(bytes, line) || parseJson(bytes.toString('utf8', line.start, line.end)) !== undefined;

/** Of a line of a batch, the request that it asks for; of another, the line. */
function requestIn(line: Buffer): Buffer {
  const body = asRecord(asRecord(parseJson(line.toString()))?.body);
  return body === undefined ? line : Buffer.from(JSON.stringify(body));
}

function hasMedia(json: Buffer): boolean {
  let found = false;
  const strings = jsonStrings(json, () => {
    found = true;
  });
  while (!found && strings.next().done !== true);
  return found;
}

/** Several documents, one in each line. */
const saidLines = (bytes: Buffer): Said => ({
  bytes: bytes.length,
  hasUnread: () => hasMedia(bytes),
  texts: () => jsonStrings(bytes),
  *sections() {
    let line = 0;
    for (const { start, end } of linesOf(bytes)) {
      line += 1;
      yield { line, parts: readParts(requestIn(bytes.subarray(start, end))) };
    }
  },
  lineOf: (start) => linesBefore(bytes, start) + 1,
});

/** One body whose texts are known. */
const saidWhole = (
  bytes: Buffer,
  texts: () => Iterable<PlacedText>,
  readsParts: () => readonly CallPart[],
  lineOf: Said['lineOf'] = () => null,
): Said => ({ bytes: bytes.length, hasUnread: () => false, texts, sections: () => [{ line: null, parts: readsParts() }], lineOf });

/** A body of which nothing can be read. */
const unread = (bytes: Buffer): Said => ({
  bytes: bytes.length,
  hasUnread: () => true,
  texts: () => [],
  sections: () => [],
  lineOf: () => null,
});

function saidForm(bytes: Buffer, contentType: string, source: TextSource): Said {
  const form = new MultipartForm(bytes, contentType);
  const said = saidWhole(
    bytes,
    () => form.texts,
    () => parts(form.texts, source, true),
  );
  return { ...said, hasUnread: () => form.hasFiles };
}

/**
 * What a body says that goes on as it is: JSON, a document in each line, a form, or plain text, by what it is and not by what it is
 * called. What is none of these (pictures, sound, archives) and a text above 4 MiB cannot be read. Throws AppError('invalid_request')
 * for a form that could be read in two ways.
 */
export function readSaid(bytes: Buffer, { contentType, source, isConversation, isLong, isRequests }: SaidOptions): Said {
  if (contentType !== undefined && /^\s*multipart\/form-data/i.test(contentType)) return saidForm(bytes, contentType, source);
  const isText = isUtf8(bytes) && !bytes.includes(0);
  if (!isText || (isRequests !== true && isLong !== true && bytes.length > textBytesMax)) return unread(bytes);
  if (isRequests === true) return saidLines(bytes);
  const text = bytes.toString();
  if (parseJson(text) !== undefined) {
    const strings = () => jsonStrings(bytes);
    const said = saidWhole(bytes, strings, () => (isConversation === true ? readParts(bytes) : parts(strings(), source, false)));
    return { ...said, hasUnread: () => hasMedia(bytes) };
  }
  const lines = [...linesOf(bytes)];
  if (lines.length > 0 && lines.every((line) => isJsonLine(bytes, line))) return saidLines(bytes);
  const plain = (): readonly PlacedText[] => (text === '' ? [] : [{ start: 0, end: bytes.length, text, name: '', isPlain: true }]);
  return saidWhole(
    bytes,
    plain,
    () => parts(plain(), source, false),
    (_start, place) => linesBefore(Buffer.from(text.slice(0, place)), Number.POSITIVE_INFINITY) + 1,
  );
}
