import type { ReactNode } from 'react';
import { cn } from './cn.ts';

/** What a field gives to the control inside it; spread it on the input. */
export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
  'aria-required': true | undefined;
}

export interface FieldProps {
  /** Unique on the page; the control gets it as its id. */
  id: string;
  label: ReactNode;
  /** What to write and what it does, one or two sentences. */
  hint?: ReactNode;
  /** What is wrong and how to mend it; shown beside the control and announced with it. */
  error?: string | undefined;
  optional?: boolean;
  /** Stands right of the label: a counter, a link. */
  aside?: ReactNode;
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

/** Label, control, hint and error of one input, wired together for assistive technology. */
export function Field({ id, label, hint, error, optional = false, aside, className, children }: FieldProps) {
  const describedBy = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="font-medium text-control">
          {label}
          {optional ? <span className="font-normal text-quiet"> optional</span> : null}
        </label>
        {aside}
      </div>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error === undefined ? undefined : true,
        'aria-required': optional ? undefined : true,
      })}
      {error === undefined ? null : (
        <p id={`${id}-error`} className="text-control text-danger-text">
          {error}
        </p>
      )}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-control text-quiet">
          {hint}
        </p>
      )}
    </div>
  );
}
