import type { EarlierPart } from '../protocol.ts';

type Usage = Readonly<Record<string, unknown>>;

const countOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/**
 * The usage of a chat completion in two parts. The first one's never came, because it comes last: it was asked the same less what
 * it had said itself, which the second was asked on top.
 */
export function jointChatUsage(later: Usage, { tokens }: Pick<EarlierPart, 'tokens'>): Usage {
  const asked = countOf(later.prompt_tokens);
  const prompt = asked + Math.max(0, asked - tokens);
  const completion = countOf(later.completion_tokens) + tokens;
  return { ...later, prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
