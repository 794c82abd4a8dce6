'use client';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { useField, useFormState } from '#components/forms/form-context.ts';
import { TextField, textOf } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';

/** What a budget can be for, as far as the reader may give it one. */
export interface ScopeOptions {
  /** Whether the organization, providers, models and tags can be chosen. */
  everything: boolean;
  department: readonly ComboboxOption[];
  team: readonly ComboboxOption[];
  project: readonly ComboboxOption[];
  environment: readonly ComboboxOption[];
  cost_center: readonly ComboboxOption[];
  user: readonly ComboboxOption[];
  key: readonly ComboboxOption[];
  provider: readonly ComboboxOption[];
  /** Names of models that are known; others can be typed. */
  models: readonly string[];
}

const labels = {
  ...{ tenant: 'The whole organization', department: 'A department', team: 'A team', user: 'A person' },
  ...{ project: 'A project', environment: 'An environment', cost_center: 'A cost center' },
  ...{ key: 'A virtual key', provider: 'A provider', model: 'A model', tag: 'A tag' },
} as const;
type Kind = keyof typeof labels;
const fieldOf: Readonly<Record<Exclude<Kind, 'tenant'>, string>> = {
  ...{ department: 'department_id', team: 'team_id', user: 'user_id', key: 'key_id' },
  ...{ project: 'project_id', environment: 'environment_id', cost_center: 'cost_center_id' },
  ...{ provider: 'provider', model: 'model', tag: 'tag' },
};
const kinds: readonly Kind[] = [
  ...(['tenant', 'department', 'team', 'project', 'environment', 'cost_center', 'user', 'key'] as const),
  ...(['provider', 'model', 'tag'] as const),
];
const isKind = (text: unknown): text is Kind => kinds.some((kind) => kind === text);

/** What the budget counts, and of that kind which; choosing another kind takes the former choice back. */
export function ScopeFields({ options }: { options: ScopeOptions }) {
  const form = useFormState();
  const scope = useField('scope', 'For');
  const kind = isKind(scope.value) ? scope.value : undefined;
  const offered = kinds.filter((one) => {
    if (one === 'tenant' || one === 'provider' || one === 'model' || one === 'tag') return options.everything;
    return options[one].length > 0;
  });
  const choose = (next: string): void => {
    for (const field of Object.values(fieldOf)) form.set(field, undefined);
    scope.set(next === '' ? undefined : next);
  };
  return (
    <>
      <Field id={scope.id} label="For" error={scope.error}>
        {(control) => (
          <Select
            {...control}
            name="scope"
            options={offered.map((value) => ({ value, label: labels[value] }))}
            {...(kind === undefined ? { placeholder: 'Choose…' } : {})}
            value={textOf(scope.value)}
            onChange={(event) => choose(event.target.value)}
            onBlur={scope.leave}
          />
        )}
      </Field>
      {kind === 'department' ? (
        <ComboboxField name="department_id" label="Department" hint="With everything below it." options={options.department} />
      ) : null}
      {kind === 'team' ? <ComboboxField name="team_id" label="Team" hint="With the teams nested in it." options={options.team} /> : null}
      {kind === 'project' ? (
        <ComboboxField name="project_id" label="Project" hint="With all its environments." options={options.project} />
      ) : null}
      {kind === 'environment' ? <ComboboxField name="environment_id" label="Environment" options={options.environment} /> : null}
      {kind === 'cost_center' ? (
        <ComboboxField
          name="cost_center_id"
          label="Cost center"
          hint="Pays the share it bears of each call."
          options={options.cost_center}
        />
      ) : null}
      {kind === 'user' ? <ComboboxField name="user_id" label="Person" options={options.user} /> : null}
      {kind === 'key' ? <ComboboxField name="key_id" label="Virtual key" options={options.key} /> : null}
      {kind === 'provider' ? (
        <ComboboxField name="provider" label="Provider" hint="Whose connection serves the call." options={options.provider} />
      ) : null}
      {kind === 'model' ? (
        <TextField
          name="model"
          label="Model"
          mono
          hint="The model that serves the call, as the usage log names it."
          known={options.models}
        />
      ) : null}
      {kind === 'tag' ? (
        <TextField name="tag" label="Tag" hint="Written name=value; counts calls whose key fixes or requires it." mono />
      ) : null}
    </>
  );
}
