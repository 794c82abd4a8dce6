import type { KeptAnswer } from '../cache/kept-answer.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import type { AnswerFilter } from './answer-filter.ts';
import { filterAnswer } from './filter-answer.ts';
import { FilteredStream } from './filtered-stream.ts';

/**
 * An answer from the cache as this caller is to see it: what is taken out of answers may be more than when it was kept. Throws
 * `policy_denied` where it may not be told.
 */
export function filterKept(call: GatewayCall, filter: AnswerFilter, kept: KeptAnswer): KeptAnswer {
  const { body, contentType, lastEventBytes } = kept;
  if (!kept.streamed) return { ...kept, body: filterAnswer(filter, body, contentType) };
  const lastAt = body.length - lastEventBytes;
  const stream = new FilteredStream(filter, call.runtime.settings.eventBytesMax);
  const before = [stream.tellLast(body.subarray(0, lastAt)), stream.finish()];
  const end = stream.tellLast(body.subarray(lastAt));
  return { ...kept, body: Buffer.concat([...before, end]), lastEventBytes: end.length };
}
