import type { Effort, Reasoning } from '../conversation.ts';
import { refusal } from '../field-reader.ts';

/** Tokens of thinking for models that take a budget, not an effort. */
const budgets: Readonly<Record<Exclude<Effort, 'none'>, number>> = {
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 32_768,
  max: 32_768,
};
/** Anthropic's reference: a budget is at least this, and less than `max_tokens`. */
const budgetMin = 1_024;

/** Up to the 4.5 generation Claude thinks by budget; later models choose themselves (`adaptive`), guided by the effort. */
const thinksByBudget = /claude-(?:3-|(?:opus|sonnet|haiku)-4(?:-[015])?(?:$|[-@]\d{8}))/;

/** How much a model is to think, in Anthropic's fields. */
export interface MessagesReasoning {
  readonly maxTokens: number;
  readonly thinking?: object;
  readonly effort?: string;
}

/** A budget as the effort whose budget it reaches. */
function effortOfBudget(tokens: number): Effort {
  if (tokens === 0) return 'none';
  if (tokens < budgets.medium) return 'low';
  return tokens < budgets.high ? 'medium' : 'high';
}

/**
 * Effort and budget as `thinking` and, on models that know it, `output_config.effort`; a named effort outweighs a budget.
 * The limit of all protocols counts thinking in, so a budget takes at most half of it. Thinking that is asked for
 * without saying how much is left to the model where the model can choose.
 */
export function writeMessagesReasoning({ effort, budget, isShown }: Reasoning, model: string, maxTokens: number): MessagesReasoning {
  const asked = effort?.value ?? (budget === undefined ? undefined : effortOfBudget(budget.value));
  const isByBudget = thinksByBudget.test(model);
  if (asked === undefined) return isShown === true && !isByBudget ? { maxTokens, thinking: { type: 'adaptive' } } : { maxTokens };
  if (asked === 'none') return { maxTokens, thinking: { type: 'disabled' } };
  if (!isByBudget) return { maxTokens, thinking: { type: 'adaptive' }, effort: asked === 'minimal' ? 'low' : asked };
  const wanted = effort === undefined && budget !== undefined ? budget.value : budgets[asked];
  const tokens = Math.max(budgetMin, Math.min(wanted, Math.floor(maxTokens / 2)));
  if (tokens >= maxTokens) {
    throw refusal(
      (effort ?? budget)?.at ?? '',
      `needs max_completion_tokens (or what limits the answer) above ${budgetMin} for this model.`,
    );
  }
  return { maxTokens, thinking: { type: 'enabled', budget_tokens: tokens } };
}
