'use client';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { FieldGroup } from '#components/forms/field-group.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { TextField } from '#components/forms/text-fields.tsx';
import type { RuleChoices } from './rule-choices.ts';

const placed = [
  { name: 'department_id', label: 'Department', of: 'departments' },
  { name: 'team_id', label: 'Team', of: 'teams' },
  { name: 'project_id', label: 'Project', of: 'projects' },
  { name: 'user_id', label: 'Person', of: 'people' },
  { name: 'key_id', label: 'Virtual key', of: 'keys' },
] as const;

/** Which calls the rule counts; and the budget, where the condition asks for one. */
export function FilterFields({ choices }: { choices: RuleChoices }) {
  const { values } = useFormState();
  const asksForBudget = String(values.expression ?? '').includes('budget_') || values['filters.budget_id'] !== undefined;
  return (
    <FieldGroup title="Which calls" hint="Those that meet all that is chosen; empty fields mean any.">
      {asksForBudget ? (
        <ComboboxField
          name="filters.budget_id"
          label="Budget"
          hint="What budget_used and budget_forecast are of."
          options={choices.budgets}
        />
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        {placed.map(({ name, label, of }) =>
          choices[of].length === 0 && values[`filters.${name}`] === undefined ? null : (
            <ComboboxField key={name} name={`filters.${name}`} label={label} optional inherited="Any" options={choices[of]} />
          ),
        )}
        <TextField name="filters.provider" label="Provider" mono optional inherited="Any" known={choices.providers} />
        <TextField name="filters.model" label="Model" mono optional inherited="Any" known={choices.models} />
      </div>
    </FieldGroup>
  );
}
