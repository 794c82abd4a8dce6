/**
 * Signed thinking in the chat protocol, which has no field of its own for it: `reasoning_details` as OpenRouter defined
 * them and its clients send them back, beside the readable `reasoning_content`. The format says whose signature it is.
 */
export const reasoningFormat = 'anthropic-claude-v1';

/** One member of `reasoning_details`. */
export type ReasoningDetail = Readonly<Record<string, unknown>>;

/** Thinking (or a piece of it, or only its signature) as a detail; `index` counts the blocks of thinking in an answer. */
export function textDetail(index: number, piece: { readonly text?: string; readonly signature?: string }): ReasoningDetail {
  return { type: 'reasoning.text', ...piece, format: reasoningFormat, index };
}

/** Thinking that only the provider can read. */
export function encryptedDetail(index: number, data: string): ReasoningDetail {
  return { type: 'reasoning.encrypted', data, format: reasoningFormat, index };
}
