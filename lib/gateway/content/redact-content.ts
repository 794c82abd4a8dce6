import { RedactingFilter } from '#lib/data-classes/redacting-filter.ts';
import { placeholderOf, replaceFindings } from '#lib/data-classes/replace-findings.ts';
import { rewriteJson } from '#lib/policies/redaction/rewrite-json.ts';
import { defaultScoreMin, type FindOptions, findData } from '#lib/recognizers/index.ts';
import type { AnswerFilter } from '../protection/answer-filter.ts';
import { FilteredStream } from '../protection/filtered-stream.ts';

const eventBytesMax = 1024 * 1024;

/** Takes everything out that is found, of whatever category. */
const takingOut: AnswerFilter = { takesOut: true, openFilter: () => new RedactingFilter({ scoreMin: defaultScoreMin }, [], placeholderOf) };

/** A stream's events with their texts cleaned; a value that was told in pieces is found, too. */
function cleanStream(body: Buffer): Buffer {
  const stream = new FilteredStream(takingOut, eventBytesMax);
  return Buffer.concat([stream.tellLast(body), stream.finish()]);
}

const looksLikeStream = (body: Buffer): boolean => /^(?:event|data|:)/.test(body.toString('utf8', 0, 8));

/** What was said without the sensitive data in it. What was cut off in its middle, and is no JSON for that, is read as plain text. */
export function redactContent(body: Buffer, options: FindOptions): Buffer {
  if (looksLikeStream(body)) return cleanStream(body);
  try {
    return rewriteJson(body, ({ text }) => replaceFindings(text, findData(text, options), placeholderOf));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const filter = new RedactingFilter(options, [], placeholderOf);
    return Buffer.from(filter.push(body.toString()) + filter.end());
  }
}
