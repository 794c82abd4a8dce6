import { asRecord, parseJson } from '../../json/as-record.ts';
import { FieldNames } from '../../json/field-names.ts';
import { JsonFault } from '../../json/json-fault.ts';
import type { JsonField, JsonKind } from '../../json/json-scanner.ts';
import { scanDocument } from '../../json/scan-object.ts';
import type { AnswerReading, StreamReader } from '../protocol.ts';

/** A place in a complete answer by which it is known to be one of its endpoint. */
export interface AnswerMark {
  readonly field: string;
  readonly kind: JsonKind;
  /** Said of an answer without it: "The provider’s answer has no …". */
  readonly missing: string;
  /** A field that is an object where the call failed although the status says otherwise. */
  readonly failure?: string;
}

const wordsMax = 1_000;

/** The provider's words for a failure that it told in the form of an answer. */
function failureOf(body: Buffer, { start, end }: JsonField): string {
  const words = asRecord(parseJson(body.toString('utf8', start, end)))?.message;
  return `The provider could not complete its answer${typeof words === 'string' ? `: ${words.slice(0, wordsMax)}` : '.'}`;
}

/** Reads complete answers that carry `usage` beside their mark; they are scanned and not parsed, as they can be large. */
export function answerReader({ field, kind, missing, failure }: AnswerMark): (body: Buffer) => AnswerReading {
  const query = { fields: new FieldNames(failure === undefined ? [field, 'usage'] : [field, 'usage', failure]) };
  return (body) => {
    try {
      const { fields } = scanDocument(body, query);
      const named = (name: string): JsonField | undefined => fields.find((found) => found.name === name);
      const usage = named('usage');
      const failed = failure === undefined ? undefined : named(failure);
      const isAnswer = named(field)?.kind === kind;
      return {
        usage: usage?.kind === 'object' ? parseJson(body.toString('utf8', usage.start, usage.end)) : null,
        fault: failed?.kind === 'object' ? failureOf(body, failed) : isAnswer ? null : `The provider’s answer has no ${missing}`,
      };
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      return { usage: null, fault: `The provider’s answer is not JSON: at position ${error.offset}, ${error.reason}.` };
    }
  };
}

/** For protocols whose calls are never streamed: their asks say so, and nobody opens a stream for them. */
export function openNoStream(): StreamReader {
  throw new Error('A call of this protocol is never streamed');
}

/** The end of streams that there are none of. */
export const noStreamEnd = Buffer.alloc(0);
