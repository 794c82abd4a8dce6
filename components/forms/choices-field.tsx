'use client';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { Field } from '#components/ui/field.tsx';
import { Choices } from './choices.tsx';
import { useField } from './form-context.ts';
import type { FormFieldProps } from './text-fields.tsx';

export interface ChoicesFieldProps extends FormFieldProps {
  options: readonly ComboboxOption[];
  emptyText?: string;
}

const none: readonly string[] = [];

/** Several of many: teams, people, keys. The value is a list of the options' values. */
export function ChoicesField({ name, label, hint, optional = false, inherited, options, emptyText }: ChoicesFieldProps) {
  const field = useField(name, label);
  const chosen = Array.isArray(field.value) ? field.value.filter((value): value is string => typeof value === 'string') : none;
  return (
    <Field id={field.id} label={label} hint={hint} error={field.error} optional={optional}>
      {(control) => (
        <Choices
          {...control}
          {...(emptyText === undefined ? {} : { emptyText })}
          label={label}
          options={options}
          chosen={chosen}
          placeholder={inherited ?? 'Add…'}
          onChange={(next) => field.set(next.length === 0 ? undefined : next)}
          onBlur={field.leave}
        />
      )}
    </Field>
  );
}
