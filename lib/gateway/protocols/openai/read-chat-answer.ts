import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { FieldNames } from '../../json/field-names.ts';
import { JsonFault } from '../../json/json-fault.ts';
import { scanDocument } from '../../json/scan-object.ts';
import type { AnswerReading } from '../protocol.ts';

const answerQuery = { fields: new FieldNames(['choices', 'usage']) };

/** Looks at a complete chat completion: is it one, and what does it say of its usage? */
export function readChatAnswer(body: Buffer): AnswerReading {
  try {
    const { fields } = scanDocument(body, answerQuery);
    const choices = fields.find((field) => field.name === 'choices');
    const usage = fields.find((field) => field.name === 'usage');
    const fault = choices?.kind === 'array' ? null : 'The provider’s answer has no choices, so it is no chat completion.';
    return { usage: usage?.kind === 'object' ? parseJson(body.toString('utf8', usage.start, usage.end)) : null, fault };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return { usage: null, fault: `The provider’s answer is not JSON: at position ${error.offset}, ${error.reason}.` };
  }
}

/** The text of all choices, for counting where the provider reported no usage. */
export function textOfChatAnswer(body: Buffer): string {
  const answer = asRecord(parseJson(body.toString()));
  const texts: string[] = [];
  for (const choice of asList(answer?.choices).map(asRecord)) {
    const message = asRecord(choice?.message);
    for (const name of ['content', 'reasoning_content', 'refusal']) {
      const text = message?.[name];
      if (typeof text === 'string') texts.push(text);
    }
    const calls = asList(message?.tool_calls);
    if (calls.length > 0) texts.push(JSON.stringify(calls));
  }
  return texts.join('\n');
}
