import { priceCall } from '#lib/catalog/price-call.ts';
import { AppError } from '#lib/core/errors.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import { callBound } from '../billing/call-bound.ts';
import type { Asked, GatewayCall } from '../calls/gateway-call.ts';
import type { Bound, Target } from '../providers/provider.ts';

/** What was asked as it went over the wire: the caller's own words, or their translation. */
export type Sent = Pick<Asked, 'protocol' | 'ask'>;

/** The words for a target: the caller's own, or told in what it speaks. */
export function toSent(call: GatewayCall, asked: Asked, { translation, model, spoken }: Target): Sent {
  if (call.continued !== null) return { protocol: asked.protocol, ask: call.continued.ask };
  if (translation === null) return asked;
  const { provider } = translation;
  const { outputLimitField } = spoken;
  const body = translation.translateRequest(asked.ask.toBody({ model, reportUsage: false }), {
    model,
    outputTokensMax: null,
    outputLimitField,
  });
  const { path, query } = translation.addressOf(model);
  return { protocol: provider, ask: provider.readAsk(body, path, query) };
}

/** The most that the call can cost: by this attempt, by those that were given up, and by the part of a stream that it goes on with. */
export function boundOf(call: GatewayCall, { ask }: Sent, target: Target): Bound {
  const { spoken, price } = target;
  const own = callBound(target, ask);
  const bound = call.lost === null ? own : { ...own, nanoUsd: own.nanoUsd + call.lostBoundNanoUsd };
  if (call.continued === null) return bound;
  const { usage, tokens } = call.continued.earlier;
  const earlier = priceCall({ ...spoken.toUsage(usage), output: tokens }, price);
  return { ...bound, nanoUsd: bound.nanoUsd + earlier.nanoUsd };
}

/** The most that a call can cost at a target, before anything of it is sent; 0 where it cannot be told in what the target speaks, because then it is not sent. */
export function boundAt(call: GatewayCall, asked: Asked, target: Target): NanoUsd {
  try {
    return boundOf(call, toSent(call, asked, target), target).nanoUsd;
  } catch (error) {
    if (error instanceof AppError) return 0n;
    throw error;
  }
}
