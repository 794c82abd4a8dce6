'use client';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import type { ComboboxOption } from '#components/ui/combobox.tsx';

export interface BorrowerFieldsProps {
  teams: readonly ComboboxOption[];
  departments: readonly ComboboxOption[];
}

const parts = [
  { value: 'team', label: 'A team' },
  { value: 'department', label: 'A department' },
];

/** To whom something is lent; `part` says which of the two fields counts. */
export function BorrowerFields({ teams, departments }: BorrowerFieldsProps) {
  const { part } = useFormState().values;
  return (
    <>
      <SelectField name="part" label="To" options={parts} />
      {part === 'department' ? (
        <ComboboxField name="department_id" label="Department" options={departments} />
      ) : (
        <ComboboxField name="team_id" label="Team" options={teams} />
      )}
    </>
  );
}

/** Only the part that is chosen is sent. */
export function borrowerInput({ part, team_id, department_id, ...values }: Record<string, unknown>): Record<string, unknown> {
  return { ...values, ...(part === 'department' ? { department_id } : { team_id }) };
}
