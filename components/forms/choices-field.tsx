'use client';
import { X } from 'lucide-react';
import { announce } from '#components/ui/announce.ts';
import { Combobox, type ComboboxOption } from '#components/ui/combobox.tsx';
import { Field } from '#components/ui/field.tsx';
import { useField } from './form-context.ts';
import type { FormFieldProps } from './text-fields.tsx';

export interface ChoicesFieldProps extends FormFieldProps {
  options: readonly ComboboxOption[];
  emptyText?: string;
}

const none: readonly string[] = [];

/** Several of many: teams, people, keys. The value is a list of the options' values; one that is not among them shows as it is. */
export function ChoicesField({ name, label, hint, optional = false, inherited, options, emptyText }: ChoicesFieldProps) {
  const field = useField(name, label);
  const chosen = Array.isArray(field.value) ? field.value.filter((value): value is string => typeof value === 'string') : none;
  const labelOf = (value: string): string => options.find((option) => option.value === value)?.label ?? value;
  const remove = (value: string): void => {
    const rest = chosen.filter((other) => other !== value);
    field.set(rest.length === 0 ? undefined : rest);
    announce(`${labelOf(value)} removed`);
  };
  return (
    <Field id={field.id} label={label} hint={hint} error={field.error} optional={optional}>
      {(control) => (
        <div className="flex flex-col gap-1.5">
          {chosen.length === 0 ? null : (
            <ul aria-label={label} className="flex flex-wrap gap-1">
              {chosen.map((value) => (
                <li key={value} className="inline-flex h-6 items-center gap-0.5 rounded-sm bg-sunken pl-1.5 text-control">
                  <span dir="auto">{labelOf(value)}</span>
                  <button
                    type="button"
                    aria-label={`Remove ${labelOf(value)}`}
                    onClick={() => remove(value)}
                    className="inline-flex size-6 items-center justify-center rounded-sm hover:bg-hover"
                  >
                    <X className="size-3.5" />
                  </button>
                </li>
              ))}
            </ul>
          )}
          <Combobox
            // A choice that was taken leaves an empty box for the next.
            key={chosen.length}
            {...control}
            {...(emptyText === undefined ? {} : { emptyText })}
            options={options.filter(({ value }) => !chosen.includes(value))}
            placeholder={chosen.length === 0 ? (inherited ?? 'Add…') : 'Add…'}
            value={undefined}
            onChange={(value) => {
              if (value !== undefined) field.set([...chosen, value]);
            }}
            onBlur={field.leave}
          />
        </div>
      )}
    </Field>
  );
}
