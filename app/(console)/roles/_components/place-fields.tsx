'use client';
import { useId, useState } from 'react';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import type { GrantOptions } from './grant-options.ts';

const kinds = [
  { value: 'tenant', label: 'The whole organization' },
  { value: 'department', label: 'A department, with everything below' },
  { value: 'team', label: 'A team, with the teams in it' },
  { value: 'project', label: 'A project' },
];

/** Where a role is granted; choosing another kind of place takes the former choice back. */
export function PlaceFields({ options }: { options: GrantOptions }) {
  const form = useFormState();
  const id = useId();
  const [kind, setKind] = useState('tenant');
  const choose = (next: string): void => {
    for (const field of ['department_id', 'team_id', 'project_id']) form.set(field, undefined);
    setKind(next);
  };
  return (
    <>
      <Field id={id} label="On">
        {(control) => <Select {...control} options={kinds} value={kind} onChange={(event) => choose(event.target.value)} />}
      </Field>
      {kind === 'department' ? (
        <ComboboxField name="department_id" label="Department" hint={options.notes.departments} options={options.departments} />
      ) : null}
      {kind === 'team' ? <ComboboxField name="team_id" label="Team" hint={options.notes.teams} options={options.teams} /> : null}
      {kind === 'project' ? (
        <ComboboxField name="project_id" label="Project" hint={options.notes.projects} options={options.projects} />
      ) : null}
    </>
  );
}
