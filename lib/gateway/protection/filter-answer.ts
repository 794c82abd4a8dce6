import { isUtf8 } from 'node:buffer';
import { rewriteJson } from '#lib/policies/redaction/rewrite-json.ts';
import { asRecord, parseJson } from '../json/as-record.ts';
import type { AnswerFilter } from './answer-filter.ts';
import { isJsonText, isLookedAt, isRepeated } from './own-words.ts';

/** One whole text of an answer as the caller is to see it. */
export function filterText(filter: AnswerFilter, text: string, field: string): string {
  const opened = filter.openFilter(isJsonText(field));
  return opened.push(text) + opened.end();
}

/** Vectors and pictures, told in base64: another byte, and they are others. */
const encoded = new Set(['embedding', 'b64_json']);
const base64Form = /^[A-Za-z0-9+/]+={0,2}$/;

const isLine = (line: string): boolean => line.trim() === '' || asRecord(parseJson(line)) !== undefined;

/** Transcripts come as plain text, too; a provider that gives JSON another name, or one document in each line, is read all the same. */
function isJsonAnswer(answer: Buffer, contentType: string | undefined): boolean {
  if (contentType === undefined || /\bjson\b/i.test(contentType)) return true;
  const text = answer.toString();
  const whole = parseJson(text);
  return asRecord(whole) !== undefined || Array.isArray(whole) || text.split('\n').every(isLine);
}

/** A complete answer as the caller is to see it; all but its texts stays byte for byte. Throws `policy_denied` where it may not be told. */
export function filterAnswer(filter: AnswerFilter, answer: Buffer, contentType: string | undefined): Buffer {
  if (answer.length === 0 || !isUtf8(answer)) return answer;
  if (!isJsonAnswer(answer, contentType)) return Buffer.from(filterText(filter, answer.toString(), ''));
  return rewriteJson(answer, ({ text, name }) => {
    if (encoded.has(name) && base64Form.test(text)) return text;
    if (isRepeated(name)) return filter.takesOut ? '' : text;
    return isLookedAt(name, text) ? filterText(filter, text, name) : text;
  });
}
