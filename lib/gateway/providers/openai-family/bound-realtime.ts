import type { Ask } from '../../protocols/protocol.ts';
import type { ModelPrice } from '../../snapshot/snapshot.ts';
import type { Bound } from '../provider.ts';
import { tokenCostMax } from '../shared/token-cost-max.ts';

/** Taken for the window of a model whose price list names none: four times that of gpt-realtime. */
const assumedContextTokens = 128_000;
/** What models of this kind write at most where nobody sets a limit (OpenAI's model pages, max output tokens). */
const assumedOutputTokens = 4_096;

/**
 * The bound of one response of a session: what the conversation can have grown to, in bytes of text and tokens of sound, and
 * the longest answer; together they fit into the window.
 */
export function boundRealtime({ size, outputTokensMax }: Ask, price: ModelPrice | undefined): Bound {
  if (price === undefined) return { nanoUsd: 0n, kind: 'estimate', because: 'the model has no price' };
  const window = price.contextWindowTokens ?? assumedContextTokens;
  const output = Math.min(outputTokensMax ?? assumedOutputTokens, window);
  const input = size.hasUnseenState ? window : Math.min(size.bytes, window);
  return {
    nanoUsd: tokenCostMax(price, input, output),
    kind: outputTokensMax === null || price.contextWindowTokens === null ? 'estimate' : 'exact',
    because: `a response of at most ${input} input and ${output} output tokens`,
  };
}
