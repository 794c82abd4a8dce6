import type { FieldReader } from '../field-reader.ts';

/** Tokens of thinking for models that take a budget, not an effort. */
const budgets = new Map([
  ['minimal', 1_024],
  ['low', 2_048],
  ['medium', 8_192],
  ['high', 16_384],
  ['xhigh', 32_768],
  ['max', 32_768],
]);
/** Anthropic's reference: a budget is at least this, and less than `max_tokens`. */
const budgetMin = 1_024;

/** Up to the 4.5 generation Claude thinks by budget; later models choose themselves (`adaptive`), guided by the effort. */
const thinksByBudget = /claude-(?:3-|(?:opus|sonnet|haiku)-4(?:-[015])?(?:$|[-@]\d{8}))/;

const efforts = new Map([
  ['none', 'none'],
  ['minimal', 'low'],
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
  ['xhigh', 'xhigh'],
  ['max', 'max'],
]);

/** How much a model is to think, in Anthropic's fields. */
export interface Reasoning {
  readonly maxTokens: number;
  readonly thinking?: object;
  readonly effort?: string;
}

/**
 * `reasoning_effort` as `thinking` and, on models that know it, `output_config.effort`. The limit of both protocols
 * counts thinking in, so a budget takes at most half of a limit that the caller set.
 */
export function translateReasoning(fields: FieldReader, model: string, limit: number | null, defaultMax: number): Reasoning {
  const asked = fields.text('reasoning_effort');
  const maxTokens = limit ?? defaultMax;
  if (asked === undefined) return { maxTokens };
  const effort = efforts.get(asked);
  if (effort === undefined) throw fields.refuse('reasoning_effort', `is "${asked}"; possible are ${[...efforts.keys()].join(', ')}.`);
  if (effort === 'none') return { maxTokens, thinking: { type: 'disabled' } };
  if (!thinksByBudget.test(model)) return { maxTokens, thinking: { type: 'adaptive' }, effort };
  const budget = Math.max(budgetMin, Math.min(budgets.get(asked) ?? budgetMin, Math.floor(maxTokens / 2)));
  if (budget >= maxTokens) {
    throw fields.refuse('reasoning_effort', `needs max_completion_tokens above ${budgetMin} for this model.`);
  }
  return { maxTokens, thinking: { type: 'enabled', budget_tokens: budget } };
}
