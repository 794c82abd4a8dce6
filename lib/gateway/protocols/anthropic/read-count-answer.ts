import { asRecord, parseJson } from '../../json/as-record.ts';
import type { AnswerReading } from '../protocol.ts';

/** What a count of tokens uses: known, and nothing. */
const nothingUsed = { input_tokens: 0, output_tokens: 0 };

/** Looks at a count of tokens. The tokens that it counts are not used up, so its usage is zero. */
export function readCountAnswer(body: Buffer): AnswerReading {
  const count = asRecord(parseJson(body.toString()))?.input_tokens;
  const fault = typeof count === 'number' ? null : 'The provider’s answer has no input_tokens, so it is no count.';
  return { usage: nothingUsed, fault };
}
