import type { FormValues } from '#components/forms/form-values.ts';
import type { ShownRule } from '#lib/contracts/rate-limit-resource.ts';

/** The limits that the form of a tier has a field for. */
export const tierFields = [
  { name: 'requests_minute', metric: 'requests', window: 'minute', label: 'Requests a minute' },
  { name: 'requests_day', metric: 'requests', window: 'day', label: 'Requests a day' },
  { name: 'tokens_minute', metric: 'tokens', window: 'minute', label: 'Tokens a minute' },
  { name: 'tokens_day', metric: 'tokens', window: 'day', label: 'Tokens a day' },
  { name: 'cost_day', metric: 'cost', window: 'day', label: 'Cost a day' },
  { name: 'cost_month', metric: 'cost', window: 'month', label: 'Cost in 30 days' },
  { name: 'concurrency', metric: 'concurrency', window: null, label: 'Calls at a time' },
] as const;

const fieldFor = ({ metric, window }: ShownRule) => tierFields.find((field) => field.metric === metric && field.window === window);

/** The form's values for limits that are there. */
export const tierFormValues = (limits: readonly ShownRule[]): FormValues =>
  Object.fromEntries(limits.flatMap((rule) => (fieldFor(rule) === undefined ? [] : [[fieldFor(rule)?.name, rule.limit]])));

/**
 * The limits that the values mean. Of those that were there, bursts stay, and so do limits that the form has no field for: it
 * takes nothing away that it does not show.
 */
export function tierRulesOf(values: Readonly<Record<string, unknown>>, before: readonly ShownRule[] = []): object[] {
  const shown = tierFields.flatMap(({ name, metric, window }) => {
    const limit = values[name];
    if (limit === undefined || limit === null || limit === '') return [];
    const burst = before.find((rule) => rule.metric === metric && rule.window === window)?.burst ?? null;
    // A burst above its limit would be refused.
    return [{ metric, window, limit, burst: burst !== null && burst > Number(limit) ? null : burst }];
  });
  return [...shown, ...before.filter((rule) => fieldFor(rule) === undefined)];
}
