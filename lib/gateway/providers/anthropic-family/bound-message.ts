import type { Ask } from '../../protocols/protocol.ts';
import type { ModelPrice } from '../../snapshot/snapshot.ts';
import type { Bound } from '../provider.ts';
import { tokenCostMax } from '../shared/token-cost-max.ts';

/** Framing that a message or tool costs at most, in tokens. */
const tokensPerPart = 16;
/** What Anthropic adds to a prompt on its own account: the instructions for tools, and those of its built-in ones. */
const tokensPerPrompt = 2_000;
/** More than one picture costs with any model of Anthropic's, which scale large ones down. */
const tokensPerMedia = 10_000;
/** The largest window there is: a beta header can open it for a model whose listed one is smaller. */
const windowTokensMax = 1_000_000;
/** Taken for the output where a request sets no limit and the catalogue knows no window. */
const assumedOutputTokens = 128_000;

/**
 * The bound of a message: no token is shorter than a byte, so the body's bytes bound its text; media, framing and what
 * is added are counted on top; `max_tokens` holds for the whole answer, thinking included. What the request does not
 * show (documents, files, tools at the provider) can fill the window, and with such tools more than once.
 */
export function boundMessage(ask: Ask, price: ModelPrice | undefined): Bound {
  if (price === undefined) return { nanoUsd: 0n, kind: 'estimate', because: 'the model has no price' };
  const { bytes, parts, media, hasUnseenState } = ask.size;
  const window = Math.max(price.contextWindowTokens ?? 0, windowTokensMax);
  const asked = bytes + tokensPerPrompt + tokensPerPart * parts + tokensPerMedia * media;
  const input = hasUnseenState ? (price.contextWindowTokens ?? windowTokensMax) : Math.min(asked, window);
  const output = (ask.outputTokensMax ?? price.contextWindowTokens ?? assumedOutputTokens) * ask.choices;
  return {
    nanoUsd: tokenCostMax(price, input, output),
    kind: !hasUnseenState && ask.outputTokensMax !== null ? 'exact' : 'estimate',
    because: `at most ${input} input and ${output} output tokens`,
  };
}
