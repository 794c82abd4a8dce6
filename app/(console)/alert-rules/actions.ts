'use server';
import { archiveRule, createRule, getRule, previewRule, updateRule } from '#lib/alerts/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createRuleAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createRule, values, options);
}

export async function updateRuleAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateRule, values, options);
}

export async function setRuleEnabledAction(ruleId: string, isEnabled: boolean) {
  return perform(updateRule, { alert_rule_id: ruleId, is_enabled: isEnabled });
}

export async function archiveRuleAction(ruleId: string) {
  return perform(archiveRule, { alert_rule_id: ruleId });
}

/** The rule as it is now, for whoever saves over somebody else. */
export async function currentRuleAction(ruleId: string) {
  return perform(getRule, { alert_rule_id: ruleId });
}

/** What the form has typed so far, tried on the last 30 days; only the count and the last firings are needed. */
export async function tryRuleAction(values: {
  expression: string;
  filters: unknown;
  window_minutes: number;
  for_minutes: number;
  cool_down_minutes: number;
}) {
  const { data, problem } = await submit(previewRule, values);
  if (data === undefined) return { problem };
  const { can_preview: canPreview, is_exact: isExact, firings } = data;
  return { data: { canPreview, isExact, count: firings.length, last: firings.at(-1)?.from ?? null } };
}
