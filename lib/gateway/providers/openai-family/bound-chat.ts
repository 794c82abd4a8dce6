import type { Ask } from '../../protocols/protocol.ts';
import type { ModelPrice } from '../../snapshot/snapshot.ts';
import type { Bound } from '../provider.ts';
import { tokenCostMax } from '../shared/token-cost-max.ts';

/** Framing that a message or tool costs at most, in tokens. */
const tokensPerPart = 16;
/** The most that one picture or sound costs with any model of OpenAI (a 2,048 × 768 picture at high detail is 48,169). */
const tokensPerMedia = 50_000;
/** Taken where the catalogue knows no context window. */
const assumedContextTokens = 1_000_000;
/** Taken for the output where the caller sets no limit and the catalogue knows no window. */
const assumedOutputTokens = 128_000;

/**
 * The bound of a chat completion: no token is shorter than a byte, so the body's bytes bound its text; media and framing
 * are added; the output is what the caller allows, times the choices. Neither can exceed the context window.
 */
export function boundChat(ask: Ask, price: ModelPrice | undefined): Bound {
  if (price === undefined) return { nanoUsd: 0n, kind: 'estimate', because: 'the model has no price' };
  const window = price.contextWindowTokens;
  const asked = ask.size.bytes + tokensPerPart * ask.size.parts + tokensPerMedia * ask.size.media;
  const input = ask.size.hasUnseenState ? (window ?? assumedContextTokens) : Math.min(asked, window ?? Number.POSITIVE_INFINITY);
  const outputEach = ask.outputTokensMax ?? window ?? assumedOutputTokens;
  const output = outputEach * ask.choices;
  return {
    nanoUsd: tokenCostMax(price, input, output),
    kind: ask.outputTokensMax !== null || window !== null ? 'exact' : 'estimate',
    because: `at most ${input} input and ${output} output tokens`,
  };
}
