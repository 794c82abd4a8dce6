import type { ModelPrice } from '#lib/catalog/model-price.ts';
import { rateOf, tierFor } from '#lib/catalog/price-call.ts';

/** How big a call is expected to be. */
export interface ExpectedSize {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Tokens of an answer whose length nobody has bounded: enough to weigh input against output, no promise. */
export const expectedOutputTokens = 500;

/** What a call of that size would cost, in nano-USD; null without a price. A number for comparing, not for charging. */
export function estimateCost({ inputTokens, outputTokens }: ExpectedSize, price: ModelPrice | undefined): number | null {
  const tier = price === undefined ? undefined : tierFor(price, inputTokens);
  if (tier === undefined) return null;
  const input = rateOf(tier, 'input');
  const output = rateOf(tier, 'output');
  const request = tier.picoUsdPerUnit.request ?? 0n;
  if (input === undefined && output === undefined && request === 0n) return null;
  return (Number(input ?? 0n) * inputTokens + Number(output ?? 0n) * outputTokens + Number(request)) / 1000;
}
