import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { routingInput, routingValues } from '../../alerts/_components/routing-values.ts';
import type { ActionKind } from './rule-choices.ts';
import type { RuleRow } from './rule-columns.tsx';

/** An action while it is being written: only its kind is certain. */
export interface ActionValue {
  readonly kind: ActionKind;
  readonly key_id?: string | undefined;
  readonly requests_per_minute?: number | undefined;
  readonly route_id?: string | undefined;
  readonly version?: number | undefined;
}

export const isAction = (value: unknown): value is ActionValue =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  (value.kind === 'disable_key' || value.kind === 'throttle_key' || value.kind === 'switch_route');

/** What a rule that nobody wrote yet starts with. */
const unsaid = { window_minutes: 15, for_minutes: 0, cool_down_minutes: 60, severity: 'warning', opens_incident: false } as const;

/** A rule as the form starts with it, by path. */
export function ruleValues(rule: RuleRow | null, channels: readonly ComboboxOption[]): Record<string, unknown> {
  const { window_minutes, for_minutes, cool_down_minutes, severity, opens_incident } = rule ?? unsaid;
  return {
    ...{ name: rule?.name ?? '', description: rule?.description || undefined, severity, opens_incident },
    ...{ expression: rule?.expression ?? 'error_rate > 5% and requests > 20' },
    ...{ window_minutes: String(window_minutes), for_minutes, cool_down_minutes },
    ...Object.fromEntries(Object.entries(rule?.filters ?? {}).map(([field, value]) => [`filters.${field}`, value])),
    ...routingValues('routing', rule?.routing, channels),
    actions: rule === null || rule.actions.length === 0 ? undefined : rule.actions,
  };
}

/** What the operation wants of what the form has: everything, so that what was taken away is gone. */
export const ruleInput = ({ description, filters, window_minutes, routing, actions, ...rest }: Record<string, unknown>) => ({
  ...{ ...rest, description: description ?? '', filters: filters ?? {}, window_minutes: Number(window_minutes) },
  ...{ routing: routingInput(routing), actions: actions ?? [] },
});
