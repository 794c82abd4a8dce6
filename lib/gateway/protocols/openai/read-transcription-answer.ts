import { asRecord, parseJson } from '../../json/as-record.ts';
import { FieldNames } from '../../json/field-names.ts';
import { JsonFault } from '../../json/json-fault.ts';
import { decodeString } from '../../json/json-scanner.ts';
import { type ScannedObject, scanDocument } from '../../json/scan-object.ts';
import type { AnswerReading } from '../protocol.ts';

const query = { fields: new FieldNames(['text', 'usage', 'duration']) };

const isJson = (contentType: string | undefined): boolean => contentType === undefined || /\bjson\b/i.test(contentType);

/** The usage that is told; where only the length of the recording is, in the form in which OpenAI tells it today. */
function usageIn(body: Buffer, { fields }: ScannedObject): unknown {
  const named = (name: string): unknown => {
    const field = fields.find((found) => found.name === name);
    return field === undefined ? undefined : parseJson(body.toString('utf8', field.start, field.end));
  };
  const usage = asRecord(named('usage'));
  if (usage !== undefined) return usage;
  // Older servers write the seconds as a text.
  const seconds = Number(named('duration') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? { type: 'duration', seconds } : null;
}

/** Looks at a transcript: JSON has its text in a field, the other formats (text, SRT, VTT) are their own words. */
export function readTranscriptionAnswer(body: Buffer, contentType?: string): AnswerReading {
  if (!isJson(contentType)) return { usage: null, fault: null };
  try {
    const scanned = scanDocument(body, query);
    const hasText = scanned.fields.some(({ name, kind }) => name === 'text' && kind === 'string');
    return { usage: usageIn(body, scanned), fault: hasText ? null : 'The provider’s answer has no text, so it is no transcript.' };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return { usage: null, fault: `The provider’s answer is not JSON: at position ${error.offset}, ${error.reason}.` };
  }
}

/** The words of a transcript, for counting; a format that is no JSON is taken whole. */
export function textOfTranscription(body: Buffer): string {
  try {
    const text = scanDocument(body, query).fields.find(({ name, kind }) => name === 'text' && kind === 'string');
    return text === undefined ? '' : decodeString(body, text.start, text.end);
  } catch (error) {
    if (error instanceof JsonFault) return body.toString();
    throw error;
  }
}
