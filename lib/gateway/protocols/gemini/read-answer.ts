import { countGrounding } from '../../billing/hosted-tools.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { JsonFault } from '../../json/json-fault.ts';
import type { JsonKind } from '../../json/json-scanner.ts';
import { scanDocument } from '../../json/scan-object.ts';
import type { AnswerReading } from '../protocol.ts';
import { objectQuery } from './request-fields.ts';
import { textsOfParts } from './text-of-contents.ts';

/** A field of which an answer needs one at least, and its kind. */
export type AnswerMark = readonly [name: string, kind: JsonKind];

/**
 * A reader of complete answers: one of the marks makes it an answer of its protocol, `usageMetadata` is what it cost.
 * `faultWords` end the sentence "The provider’s answer has …".
 */
export function answerReader(marks: readonly AnswerMark[], faultWords: string): (body: Buffer) => AnswerReading {
  const query = objectQuery(['usageMetadata', ...marks.map(([name]) => name)]);
  return (body) => {
    try {
      const { fields } = scanDocument(body, query);
      const usage = fields.find((field) => field.name === 'usageMetadata');
      const isAnswer = fields.some((field) => marks.some(([name, kind]) => field.name === name && field.kind === kind));
      const told = usage?.kind === 'object' ? parseJson(body.toString('utf8', usage.start, usage.end)) : null;
      const tools = body.includes('"groundingMetadata"') ? countGrounding(asRecord(parseJson(body.toString()))?.candidates) : null;
      return {
        usage: tools === null ? told : { ...asRecord(told), server_tool_use: tools },
        fault: isAnswer ? null : `The provider’s answer has ${faultWords}.`,
      };
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      return { usage: null, fault: `The provider’s answer is not JSON: at position ${error.offset}, ${error.reason}.` };
    }
  };
}

/** An answer without candidates is complete too, when `promptFeedback` says that the prompt was blocked. */
export const readGenerateAnswer = answerReader(
  [
    ['candidates', 'array'],
    ['promptFeedback', 'object'],
  ],
  'neither candidates nor a feedback on the prompt, so it is no generated content',
);

/** The text of all candidates, for counting where the provider reported no usage. */
export function textOfGenerateAnswer(body: Buffer): string {
  const answer = asRecord(parseJson(body.toString()));
  return asList(answer?.candidates)
    .flatMap((candidate) => textsOfParts(asRecord(candidate)?.content))
    .join('\n');
}
