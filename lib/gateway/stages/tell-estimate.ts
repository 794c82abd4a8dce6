import { AppError } from '#lib/core/errors.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { servedHeaders } from './answer-headers.ts';
import { countInput } from './count-usage.ts';
import { settle } from './settle.ts';

/**
 * Answers a question for a number of tokens by counting them here, for a model whose provider answers none: with a common
 * encoding and flat amounts for framing and pictures, so it is an estimate, and a header says so. No provider is asked.
 */
export async function tellEstimate(call: GatewayCall, caller: Caller, asked: Asked, target: RoutedTarget): Promise<void> {
  const { counts } = asked.protocol;
  if (counts === undefined) throw new AppError('protocol_not_served');
  call.target = target;
  const body = asked.ask.toBody({ model: asked.ask.model, reportUsage: false });
  const tokens = await call.wait(countInput(call, { ask: counts.read(body, asked.ask.model) }));
  const answer = Buffer.from(JSON.stringify(counts.answer(tokens)));
  await settle(call, caller, asked, { status: 'succeeded', httpStatus: 200, errorCode: null });
  const headers = servedHeaders(call);
  headers.push('x-tollgate-token-count', 'estimate', 'content-type', 'application/json', 'content-length', String(answer.length));
  call.start(200, headers);
  call.responder.end(answer);
}
