import type { Ask } from '../../protocols/protocol.ts';
import type { ModelPrice } from '../../snapshot/snapshot.ts';
import type { Bound } from '../provider.ts';
import { tokenCostMax } from '../shared/token-cost-max.ts';

/** Framing that a content or tool costs at most, in tokens. */
const tokensPerPart = 16;
/** A document of 1,000 pages at 258 tokens each, the most that one medium in a request costs (ai.google.dev/gemini-api/docs/document-processing). */
const tokensPerMedia = 258_000;
/** Taken where the catalogue knows no context window: that of all Gemini models since 1.5. */
const assumedContextTokens = 1_048_576;
/** Taken where the caller sets no limit: `outputTokenLimit` of today’s largest models. */
const assumedOutputTokens = 65_536;

/** No token is shorter than a byte, so the body's bytes bound its text; what lies elsewhere can fill the whole window. */
function inputMax(ask: Ask, price: ModelPrice): number {
  const window = price.contextWindowTokens;
  if (ask.size.hasUnseenState) return window ?? assumedContextTokens;
  const asked = ask.size.bytes + tokensPerPart * ask.size.parts + tokensPerMedia * ask.size.media;
  return Math.min(asked, window ?? Number.POSITIVE_INFINITY);
}

const unpriced: Bound = { nanoUsd: 0n, kind: 'estimate', because: 'the model has no price' };

/**
 * The bound of generated content. `maxOutputTokens` covers thoughts too and holds for each candidate; what Google takes
 * for a search on the side is in no price here.
 */
export function boundGenerated(ask: Ask, price: ModelPrice | undefined): Bound {
  if (price === undefined) return unpriced;
  const input = inputMax(ask, price);
  const output = (ask.outputTokensMax ?? assumedOutputTokens) * ask.choices;
  return {
    nanoUsd: tokenCostMax(price, input, output),
    kind: ask.outputTokensMax === null || ask.size.hasUnseenState ? 'estimate' : 'exact',
    because: `at most ${input} input and ${output} output tokens`,
  };
}

/** The bound of embeddings: what goes in; each of several may fill the window, so it does not limit them together. */
export function boundEmbedding(ask: Ask, price: ModelPrice | undefined): Bound {
  if (price === undefined) return unpriced;
  const asked = ask.size.bytes + tokensPerPart * ask.size.parts + tokensPerMedia * ask.size.media;
  const input = ask.size.hasUnseenState ? Math.max(asked, (price.contextWindowTokens ?? assumedContextTokens) * ask.size.parts) : asked;
  return { nanoUsd: tokenCostMax(price, input, 0), kind: 'exact', because: `at most ${input} input tokens` };
}
