import { withToolCalls } from '../../billing/hosted-tools.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
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
  /** The mark is a list in which tools of the provider leave their calls. */
  readonly hasToolCalls?: true;
  /** A field beside `usage` that tells what is charged, too; it comes with the usage under its own name. */
  readonly charges?: string;
}

const wordsMax = 1_000;

/** What calls of tools are called that are charged. */
const toolCalls = ['"web_search_call"', '"file_search_call"', '"code_interpreter_call"', '"image_generation_call"', '"shell_call"'];

/** The provider's words for a failure that it told in the form of an answer. */
function failureOf(body: Buffer, { start, end }: JsonField): string {
  const words = asRecord(parseJson(body.toString('utf8', start, end)))?.message;
  return `The provider could not complete its answer${typeof words === 'string' ? `: ${words.slice(0, wordsMax)}` : '.'}`;
}

/** Reads complete answers that carry `usage` beside their mark; they are scanned and not parsed, as they can be large. */
export function answerReader(mark: AnswerMark): (body: Buffer) => AnswerReading {
  const { field, kind, missing, failure, hasToolCalls, charges = 'service_tier' } = mark;
  const query = { fields: new FieldNames([field, 'usage', charges, ...(failure === undefined ? [] : [failure])]) };
  const textOf = (body: Buffer, { start, end }: JsonField): unknown => parseJson(body.toString('utf8', start, end));
  return (body) => {
    try {
      const { fields } = scanDocument(body, query);
      const named = (name: string): JsonField | undefined => fields.find((found) => found.name === name);
      const found = named('usage');
      const list = named(field);
      const charged = named(charges);
      let usage = found?.kind === 'object' ? textOf(body, found) : null;
      const isTold = charged?.kind === 'object' || (charged?.kind === 'string' && usage !== null);
      if (isTold) usage = { ...asRecord(usage), [charges]: textOf(body, charged) };
      if (hasToolCalls === true && list?.kind === 'array' && toolCalls.some((name) => body.includes(name)))
        usage = withToolCalls(usage, asList(textOf(body, list)));
      const failed = failure === undefined ? undefined : named(failure);
      const isAnswer = list?.kind === kind;
      return {
        usage,
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
