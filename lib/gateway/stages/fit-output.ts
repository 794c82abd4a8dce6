import type { NanoUsd } from '#lib/core/money.ts';
import { callBound } from '../billing/call-bound.ts';
import type { Ask } from '../protocols/protocol.ts';
import type { Bound, Target } from '../providers/provider.ts';

/** An answer shorter than this helps nobody; the call is refused instead. */
const outputTokensMin = 16;
/** What the limit itself adds to the body at most, name and digits. */
const limitBytes = 40;
/** Of any model's answer. */
const outputTokensMost = 2_000_000;

/** The request with a limit on its output, and what it can cost then. */
export interface FittedAsk {
  readonly ask: Ask;
  readonly bound: Bound;
}

/** The ask as a bound reads it: its fields, with another limit. */
export function withOutputLimit(ask: Ask, outputTokensMax: number): Ask {
  const { model, streamed, usageRequested, choices, serviceTier, inferenceGeo, hostedTools, charged } = ask;
  const size = { ...ask.size, bytes: ask.size.bytes + limitBytes };
  return {
    model,
    streamed,
    usageRequested,
    choices,
    serviceTier,
    inferenceGeo,
    hostedTools,
    charged,
    size,
    outputTokensMax,
    toBody: (change) => ask.toBody(change),
    text: () => ask.text(),
  };
}

/**
 * The request with the longest output whose bound is at most `fits`, for a caller who named no limit himself; null where
 * he did, where the protocol has none, or where not even a short answer fits.
 */
export function fitOutput(ask: Ask, target: Target, fits: NanoUsd): FittedAsk | null {
  if (ask.outputTokensMax !== null || ask.capped === undefined) return null;
  const boundOf = (tokens: number) => callBound(target, withOutputLimit(ask, tokens)).nanoUsd;
  if (boundOf(outputTokensMin) > fits) return null;
  let [low, high] = [outputTokensMin, outputTokensMost];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (boundOf(middle) <= fits) low = middle;
    else high = middle - 1;
  }
  const capped = ask.capped(low, target.spoken.outputLimitField ?? 'max_tokens');
  return { ask: capped, bound: callBound(target, capped) };
}
