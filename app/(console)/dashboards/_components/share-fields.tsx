'use client';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';

const everybody = [
  { value: 'nobody', label: 'Do not see it' },
  { value: 'view', label: 'May look at it' },
  { value: 'edit', label: 'May change it' },
];

/** Whom a dashboard is shared with. */
export function ShareFields({ options }: { options: readonly ComboboxOption[] }) {
  return (
    <>
      <SelectField name="everybody" label="People of the organization" options={everybody} />
      <ChoicesField name="viewers" label="May look at it" optional options={options} emptyText="There is no such team or role." />
      <ChoicesField name="editors" label="May change it" optional options={options} emptyText="There is no such team or role." />
    </>
  );
}
