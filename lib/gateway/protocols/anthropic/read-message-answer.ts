import { asRecord, parseJson } from '../../json/as-record.ts';
import { FieldNames } from '../../json/field-names.ts';
import { JsonFault } from '../../json/json-fault.ts';
import { scanDocument } from '../../json/scan-object.ts';
import type { AnswerReading } from '../protocol.ts';
import { textOfBlocks } from './text-of-blocks.ts';

const answerQuery = { fields: new FieldNames(['content', 'usage']) };

/** Looks at a complete message: is it one, and what does it say of its usage? */
export function readMessageAnswer(body: Buffer): AnswerReading {
  try {
    const { fields } = scanDocument(body, answerQuery);
    const content = fields.find((field) => field.name === 'content');
    const usage = fields.find((field) => field.name === 'usage');
    const fault = content?.kind === 'array' ? null : 'The provider’s answer has no content, so it is no message.';
    return { usage: usage?.kind === 'object' ? parseJson(body.toString('utf8', usage.start, usage.end)) : null, fault };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return { usage: null, fault: `The provider’s answer is not JSON: at position ${error.offset}, ${error.reason}.` };
  }
}

/** The text of a message's blocks, for counting where the provider reported no usage. */
export const textOfMessage = (body: Buffer): string => textOfBlocks(asRecord(parseJson(body.toString()))?.content).join('\n');
