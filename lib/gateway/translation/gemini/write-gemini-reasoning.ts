import type { Effort, Reasoning } from '../conversation.ts';
import { refusal } from '../field-reader.ts';

/** Tokens of thinking by effort, as Google's OpenAI-compatible endpoint takes them; the last is the most that all models take. */
const budgets: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 1_024,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: 24_576,
  max: 24_576,
};

/** Up to 2.5 Gemini thinks by budget, later by level. */
const thinksByBudget = /gemini-(?:1|2)[.-]/;
/** Has two levels only. */
const isCoarse = /gemini-3-pro/;

function levelOf(effort: Effort, model: string): string {
  if (effort === 'xhigh' || effort === 'max') return 'high';
  if (!isCoarse.test(model)) return effort;
  return effort === 'medium' ? 'high' : effort === 'minimal' ? 'low' : effort;
}

/** A budget as the effort whose budget it reaches. */
function effortOfBudget(tokens: number): Effort {
  if (tokens < budgets.medium) return 'low';
  return tokens < 16_384 ? 'medium' : 'high';
}

/** Effort and budget as Google's `thinkingConfig`; a named effort outweighs a budget. Undefined where nothing is asked for. */
export function writeGeminiReasoning({ effort, budget, isShown }: Reasoning, model: string): object | undefined {
  const includeThoughts = isShown === true ? true : undefined;
  const asked = effort?.value ?? (budget === undefined ? undefined : effortOfBudget(budget.value));
  if (asked === undefined) return includeThoughts === undefined ? undefined : { includeThoughts };
  if (thinksByBudget.test(model)) {
    const tokens = effort === undefined && budget !== undefined ? Math.min(budget.value, budgets.max) : budgets[asked];
    return { thinkingBudget: tokens, includeThoughts };
  }
  if (asked === 'none') throw refusal(effort?.at ?? '', 'must not forbid thinking: this model always thinks.');
  return { thinkingLevel: levelOf(asked, model), includeThoughts };
}
