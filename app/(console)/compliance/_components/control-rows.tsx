'use client';
import { useId } from 'react';
import { Choices } from '#components/forms/choices.tsx';
import { type RowProps, RowsField } from '#components/forms/rows-field.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { Input } from '#components/ui/input.tsx';
import { type ControlValue, isControl } from './framework-values.ts';

function ControlRow({ row, number, change, leave, checks }: RowProps<ControlValue> & { checks: readonly ComboboxOption[] }) {
  const id = useId();
  return (
    <div className="grid min-w-0 flex-1 basis-80 gap-2 rounded-md border p-3 sm:grid-cols-[7rem_1fr]">
      <Input
        aria-label={`Control ${number}, number`}
        placeholder="H1"
        value={row.ref}
        onChange={(event) => change({ ...row, ref: event.target.value })}
        onBlur={leave}
      />
      <Input
        aria-label={`Control ${number}, what it asks for`}
        placeholder="Keys are young"
        value={row.title}
        onChange={(event) => change({ ...row, title: event.target.value })}
        onBlur={leave}
      />
      <div className="sm:col-span-2">
        <Choices
          id={id}
          label={`Checks of control ${number}`}
          aria-label={`Control ${number}, checks`}
          placeholder="Which checks decide it"
          emptyText="No check of that name"
          options={checks}
          chosen={row.checks}
          onChange={(next) => change({ ...row, checks: next })}
        />
      </div>
      <div className="sm:col-span-2">
        <Input
          aria-label={`Control ${number}, why a person vouches for it`}
          placeholder="Why a person vouches for it; empty where checks suffice"
          value={row.human}
          onChange={(event) => change({ ...row, human: event.target.value })}
          onBlur={leave}
        />
      </div>
    </div>
  );
}

/** The controls of a framework: each is decided by checks, by a person, or by both. */
export function ControlRows({ checks }: { checks: readonly ComboboxOption[] }) {
  return (
    <RowsField<ControlValue>
      name="controls"
      label="Controls"
      hint="Checks look at what is really configured and stored. What no check can look at, a person vouches for."
      noun="control"
      max={300}
      isRow={isControl}
      added={() => ({ ref: '', title: '', checks: [], human: '' })}
    >
      {(row) => <ControlRow {...row} checks={checks} />}
    </RowsField>
  );
}
