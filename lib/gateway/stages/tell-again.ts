import { priceCall } from '#lib/catalog/price-call.ts';
import type { KeptAnswer } from '../cache/kept-answer.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { costComment, costText, servedHeaders, streamHeaders } from './answer-headers.ts';
import { completeOnce } from './claim-once.ts';
import { settle } from './settle.ts';

/**
 * Answers a call with what was kept: settled as free of charge, with what it saved, and then told in the bytes in which it
 * was told first; a stream in the protocol's own events.
 */
export async function tellAgain(call: GatewayCall, caller: Caller, asked: Asked, kept: KeptAnswer): Promise<void> {
  const { protocol } = asked;
  call.keptFrom = kept.source;
  if (call.cacheState !== 'replay') call.savedNanoUsd = priceCall(kept.usage, call.target?.price).nanoUsd;
  else call.isModelKnown = true;
  await completeOnce(call, kept);
  const event = await settle(call, caller, asked, { status: 'succeeded', httpStatus: kept.status, errorCode: null });
  const headers = kept.streamed ? streamHeaders(call) : servedHeaders(call);
  if (call.cacheState === 'replay') headers.push('idempotent-replayed', 'true');
  headers.push('age', String(Math.max(0, Math.floor((call.runtime.clock.now() - kept.answeredAtMs) / 1000))));
  if (!kept.streamed) {
    headers.push('content-type', kept.contentType, 'content-length', String(kept.body.length), 'x-tollgate-cost', costText(event));
    call.start(kept.status, headers);
    call.responder.end(kept.body);
    return;
  }
  call.start(kept.status, headers);
  const lastAt = kept.body.length - kept.lastEventBytes;
  call.responder.end(Buffer.concat([kept.body.subarray(0, lastAt), costComment(protocol, event), kept.body.subarray(lastAt)]));
}
