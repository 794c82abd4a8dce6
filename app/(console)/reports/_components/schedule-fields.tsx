'use client';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { useField, useFormState } from '#components/forms/form-context.ts';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextField, textOf } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select, type SelectOption } from '#components/ui/select.tsx';
import { formatWords, frequencyWords, weekdayWords } from './report-words.ts';

/** A kind of report, as a form offers it. */
export interface KindChoice {
  kind: string;
  title: string;
  scopes: readonly SelectOption[];
  sections: readonly ComboboxOption[];
}

export interface PlaceChoices {
  department: readonly ComboboxOption[];
  team: readonly ComboboxOption[];
  project: readonly ComboboxOption[];
  cost_center: readonly ComboboxOption[];
}

const places = ['department', 'team', 'project', 'cost_center'] as const;
const optionsOf = (words: Readonly<Record<string, string>>): readonly SelectOption[] =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** Which report, of which part of the organization; another kind begins with the whole organization again. */
export function SubjectFields({ kinds, choices }: { kinds: readonly KindChoice[]; choices: PlaceChoices }) {
  const form = useFormState();
  const kind = useField('kind', 'Report');
  const scope = useField('scope', 'For');
  const chosen = kinds.find((one) => one.kind === kind.value);
  const place = places.find((one) => one === scope.value);
  const choose = (field: typeof kind, next: string): void => {
    for (const one of places) form.set(`${one}_id`, undefined);
    form.set('sections', undefined);
    if (field === kind) scope.set('tenant');
    field.set(next);
  };
  return (
    <>
      {(
        [
          ['Report', kind, kinds.map((one) => ({ value: one.kind, label: one.title }))],
          ['For', scope, chosen?.scopes ?? []],
        ] as const
      ).map(([label, field, options]) => (
        <Field key={label} id={field.id} label={label} error={field.error}>
          {(control) => (
            <Select
              {...control}
              options={options}
              value={textOf(field.value)}
              onChange={(event) => choose(field, event.target.value)}
              onBlur={field.leave}
            />
          )}
        </Field>
      ))}
      {place === undefined ? null : <ComboboxField name={`${place}_id`} label="Which one" options={choices[place]} />}
      <ChoicesField name="sections" label="Sections" inherited="All of them" options={chosen?.sections ?? []} optional />
    </>
  );
}

/** When it comes; the fields that its frequency has. */
export function TimeFields() {
  const { frequency } = useFormState().values;
  return (
    <>
      <SelectField name="frequency" label="How often" options={optionsOf(frequencyWords)} />
      {frequency === 'weekly' ? (
        <SelectField name="weekday" label="On" options={weekdayWords.map((label, index) => ({ value: String(index + 1), label }))} />
      ) : null}
      {frequency === 'monthly' || frequency === 'quarterly' ? (
        <CountField name="month_day" label="On" unit="th day" hint="The last day of months that are shorter." />
      ) : null}
      <TextField name="local_time" label="At" mono hint="As clocks show it there, such as 08:30; summer time is followed." />
      <TextField name="time_zone" label="Time zone" mono inherited="Of each recipient their own" hint="Such as Europe/Berlin." optional />
    </>
  );
}

/** To whom, and as what. */
export function RecipientFields({ people, mayExternal }: { people: readonly ComboboxOption[]; mayExternal: boolean }) {
  return (
    <>
      <ChoicesField name="user_ids" label="Recipients" options={people} optional />
      <TagsField
        name="emails"
        label="Other addresses"
        hint={
          mayExternal
            ? 'Also outside the organization: they receive the file.'
            : 'Of members only; addresses outside need a permission that you do not hold.'
        }
        optional
      />
      <SelectField name="format" label="File" options={optionsOf(formatWords)} />
      <SelectField
        name="delivery"
        label="The file"
        options={[
          { value: 'attachment', label: 'Is attached' },
          { value: 'link', label: 'Is linked, for those who may see it' },
        ]}
      />
    </>
  );
}
