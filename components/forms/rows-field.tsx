'use client';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useField } from './form-context.ts';

export interface RowProps<Row> {
  row: Row;
  /** Counted from 1, for the names of the row's controls: "Level 2, role". */
  number: number;
  change: (next: Row) => void;
  /** Goes on the controls' onBlur. */
  leave: () => void;
}

export interface RowsFieldProps<Row> {
  /** Path of the list in the form. */
  name: string;
  label: string;
  hint?: string;
  /** What one is called: "level". */
  noun: string;
  max: number;
  isRow: (value: unknown) => value is Row;
  /** A new row, as it stands before anything is chosen. */
  added: () => Row;
  children: (row: RowProps<Row>) => ReactNode;
}

/** A list that is edited in rows; its value is the list. What is wrong with a row stands below it, what is wrong with all below them. */
export function RowsField<Row>({ name, label, hint, noun, max, isRow, added, children }: RowsFieldProps<Row>) {
  const field = useField(name, label);
  const rows = Array.isArray(field.value) ? field.value.filter(isRow) : [];
  const set = (next: readonly Row[]): void => field.set(next);
  return (
    <fieldset {...(hint === undefined ? {} : { 'aria-describedby': `${field.id}-hint` })} className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 font-medium text-control">{label}</legend>
      {rows.map((row, index) => (
        <FormRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          key={index}
          name={`${name}.${index}`}
          noun={noun}
          number={index + 1}
          remove={() => set(rows.filter((_, place) => place !== index))}
        >
          {(number, leave) =>
            children({ row, number, leave, change: (next) => set(rows.map((other, place) => (place === index ? next : other))) })
          }
        </FormRow>
      ))}
      {rows.length >= max ? null : (
        <div>
          <Button size="small" onClick={() => set([...rows, added()])}>
            Add {noun}
          </Button>
        </div>
      )}
      {field.error === undefined ? null : <p className="text-control text-danger-text">{field.error}</p>}
      {hint === undefined ? null : (
        <p id={`${field.id}-hint`} className="text-control text-quiet">
          {hint}
        </p>
      )}
    </fieldset>
  );
}

interface FormRowProps {
  /** Path of the row: what the schema or the server say of anything in it belongs here. */
  name: string;
  noun: string;
  number: number;
  remove: () => void;
  children: (number: number, leave: () => void) => ReactNode;
}

function FormRow({ name, noun, number, remove, children }: FormRowProps) {
  const field = useField(name, `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${number}`);
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-2">
        {children(number, field.leave)}
        <Button size="small" variant="ghost" aria-label={`Remove ${noun} ${number}`} onClick={remove}>
          Remove
        </Button>
      </div>
      {field.error === undefined ? null : <p className="text-control text-danger-text">{field.error}</p>}
    </div>
  );
}
