import type { Issuer, Seal } from '../conversation.ts';

/**
 * Sealed thinking in the chat protocol, which has no field of its own for it: `reasoning_details` as OpenRouter defined
 * them and its clients send them back, beside the readable `reasoning_content`. The format says whose seal it is.
 */
export const reasoningFormats: ReadonlyMap<string, Issuer> = new Map([
  ['anthropic-claude-v1', 'anthropic'],
  ['google-gemini-v1', 'gemini'],
  ['openai-responses-v1', 'openai'],
]);

const formatOf = (issuer: Issuer): string | undefined => [...reasoningFormats].find(([, known]) => known === issuer)?.[0];

/** One member of `reasoning_details`. */
export type ReasoningDetail = Readonly<Record<string, unknown>>;

/** Thinking (or a piece of it, or only its signature) as a detail; `index` counts the thoughts in an answer. */
export function textDetail(index: number, issuer: Issuer, piece: { readonly text?: string; readonly signature?: string }): ReasoningDetail {
  return { type: 'reasoning.text', ...piece, format: formatOf(issuer), index };
}

/** What only its issuer can read: redacted thinking, and what Gemini signs with. */
export function encryptedDetail(index: number, { issuer, data }: Seal): ReasoningDetail {
  return { type: 'reasoning.encrypted', data, format: formatOf(issuer), index };
}
