'use client';
import { X } from 'lucide-react';
import { announce } from '#components/ui/announce.ts';
import { Combobox, type ComboboxOption, type ComboboxProps } from '#components/ui/combobox.tsx';

export interface ChoicesProps extends Omit<ComboboxProps, 'value' | 'onChange' | 'options'> {
  /** Names the list of what is chosen. */
  label: string;
  options: readonly ComboboxOption[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** Several of many, in any form or none. A value that is not among the options shows as it is. */
export function Choices({ label, options, chosen, onChange, placeholder = 'Add…', ...rest }: ChoicesProps) {
  const labelOf = (value: string): string => options.find((option) => option.value === value)?.label ?? value;
  const remove = (value: string): void => {
    onChange(chosen.filter((other) => other !== value));
    announce(`${labelOf(value)} removed`);
  };
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
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
        {...rest}
        options={options.filter(({ value }) => !chosen.includes(value))}
        placeholder={chosen.length === 0 ? placeholder : 'Add…'}
        value={undefined}
        onChange={(value) => {
          if (value !== undefined) onChange([...chosen, value]);
        }}
      />
    </div>
  );
}
