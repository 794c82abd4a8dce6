import { Card } from '#components/ui/card.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { Facts } from '#components/ui/facts.tsx';
import type { RuleChoices } from './rule-choices.ts';
import type { RuleRow } from './rule-columns.tsx';

const filterWords = [
  { field: 'department_id', label: 'Department', of: 'departments' },
  { field: 'team_id', label: 'Team', of: 'teams' },
  { field: 'project_id', label: 'Project', of: 'projects' },
  { field: 'user_id', label: 'Person', of: 'people' },
  { field: 'key_id', label: 'Virtual key', of: 'keys' },
  { field: 'budget_id', label: 'Budget', of: 'budgets' },
] as const;

const nameOf = (options: readonly ComboboxOption[], id: string): string => options.find(({ value }) => value === id)?.label ?? id;

/** What an action does, in words. */
function actionWords(action: RuleRow['actions'][number], choices: RuleChoices): string {
  if (action.kind === 'switch_route') return `Switches ${nameOf(choices.routes, action.route_id)} to v${action.version}`;
  const key = nameOf(choices.keys, action.key_id);
  return action.kind === 'disable_key' ? `Disables ${key}` : `Slows ${key} to ${action.requests_per_minute} requests a minute`;
}

/** A rule for those who may read it and not change it. */
export function RuleFacts({ rule, choices }: { rule: RuleRow; choices: RuleChoices }) {
  const { filters, routing, actions } = rule;
  const channels = (ids: readonly string[] = []): string =>
    ids.length === 0 ? 'Nobody' : ids.map((id) => nameOf(choices.channels, id)).join(', ');
  const { all, critical, escalations = [] } = routing;
  return (
    <Card title="The rule" className="max-w-140">
      <Facts
        facts={[
          { label: 'When', value: <span className="font-mono">{rule.expression}</span> },
          { label: 'Over', value: `${rule.window_minutes} minutes` },
          { label: 'Must hold for', value: `${rule.for_minutes} minutes` },
          ...filterWords.flatMap(({ field, label, of }) => {
            const id = filters[field];
            return id === undefined ? [] : [{ label, value: nameOf(choices[of], id) }];
          }),
          ...(filters.provider === undefined ? [] : [{ label: 'Provider', value: filters.provider }]),
          ...(filters.model === undefined ? [] : [{ label: 'Model', value: filters.model }]),
          { label: 'Severity', value: rule.severity },
          { label: 'Tells', value: channels(all) },
          { label: 'Besides if critical', value: channels(critical) },
          ...escalations.map(({ after_minutes: after, channel_ids: ids }) => ({ label: `After ${after} minutes`, value: channels(ids) })),
          { label: 'Does by itself', value: actions.length === 0 ? 'Nothing' : actions.map((one) => actionWords(one, choices)).join('; ') },
          ...(rule.description === '' ? [] : [{ label: 'Advice', value: rule.description }]),
        ]}
      />
    </Card>
  );
}
