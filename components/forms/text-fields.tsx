'use client';
import { type HTMLInputTypeAttribute, type ReactNode, useId } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Input, Textarea } from '#components/ui/input.tsx';
import { useField } from './form-context.ts';

/** What every field of a form takes. */
export interface FormFieldProps {
  /** Path of the value: `name`, `limits.monthly`. */
  name: string;
  label: string;
  hint?: ReactNode;
  optional?: boolean;
  /** Shown while empty: the inherited value with its source, "600 a minute, from Halden Group". */
  inherited?: string;
}

export interface TextFieldProps extends FormFieldProps {
  type?: Extract<HTMLInputTypeAttribute, 'text' | 'email' | 'url' | 'password' | 'search'>;
  autoComplete?: string;
  autoFocus?: boolean;
  mono?: boolean;
  /** What is usual, offered while one types; anything else can be typed as well. */
  known?: readonly string[];
}

/** One line of text; empty counts as not given. */
export function TextField({
  name,
  label,
  hint,
  optional = false,
  inherited,
  type = 'text',
  autoComplete = 'off',
  autoFocus = false,
  mono = false,
  known,
}: TextFieldProps) {
  const field = useField(name, label);
  const listId = useId();
  return (
    <Field id={field.id} label={label} hint={hint} error={field.error} optional={optional}>
      {(control) => (
        <>
          <Input
            {...control}
            name={name}
            type={type}
            placeholder={inherited}
            {...(known === undefined ? {} : { list: listId })}
            autoComplete={autoComplete}
            autoFocus={autoFocus}
            spellCheck={mono || type !== 'text' ? false : undefined}
            value={textOf(field.value)}
            onChange={(event) => field.set(event.target.value === '' ? undefined : event.target.value)}
            onBlur={field.leave}
            {...(mono ? { className: 'font-mono text-control' } : {})}
          />
          {known === undefined ? null : (
            <datalist id={listId}>
              {known.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}

export interface TextareaFieldProps extends FormFieldProps {
  rows?: number;
}

/** Several lines of text. */
export function TextareaField({ name, label, hint, optional = false, inherited, rows }: TextareaFieldProps) {
  const field = useField(name, label);
  return (
    <Field id={field.id} label={label} hint={hint} error={field.error} optional={optional}>
      {(control) => (
        <Textarea
          {...control}
          {...(rows === undefined ? {} : { rows })}
          name={name}
          placeholder={inherited}
          value={textOf(field.value)}
          onChange={(event) => field.set(event.target.value === '' ? undefined : event.target.value)}
          onBlur={field.leave}
        />
      )}
    </Field>
  );
}

export const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
