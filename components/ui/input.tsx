import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';

export const controlClasses = cn(
  'h-8 w-full min-w-0 rounded-md border border-control-edge bg-surface px-2.5 text-body text-ink transition-colors touch:h-10 touch:text-lead',
  'hover:border-second focus-visible:outline-offset-0 disabled:cursor-default disabled:bg-sunken disabled:text-quiet',
  'aria-invalid:border-danger [&[readonly]]:bg-sunken',
);

export type InputProps = ComponentProps<'input'>;

/** A bare text input; in forms use a field, which brings label, hint and error. */
export function Input({ className, ...rest }: InputProps) {
  return <input dir="auto" {...rest} className={cn(controlClasses, className)} />;
}

export type TextareaProps = ComponentProps<'textarea'>;

export function Textarea({ className, rows = 4, ...rest }: TextareaProps) {
  return <textarea dir="auto" rows={rows} {...rest} className={cn(controlClasses, 'h-auto min-h-16 py-1.5 touch:h-auto', className)} />;
}

export interface InputGroupProps {
  /** Unit or sign inside the box, before or after the text: `$`, `per month`. Hidden from assistive technology: say it in label or hint too. */
  before?: ReactNode;
  after?: ReactNode;
  children: ReactNode;
}

/** An input with its unit inside the box. Give the input `className="border-0 bg-transparent"` through {@link groupedInput}. */
export function InputGroup({ before, after, children }: InputGroupProps) {
  return (
    <span className="flex h-8 items-center rounded-md border border-control-edge bg-surface text-body focus-within:outline-2 focus-within:outline-brand has-aria-invalid:border-danger touch:h-10">
      {before === undefined ? null : (
        <span aria-hidden className="pl-2.5 text-quiet">
          {before}
        </span>
      )}
      {children}
      {after === undefined ? null : (
        <span aria-hidden className="whitespace-nowrap pr-2.5 text-quiet">
          {after}
        </span>
      )}
    </span>
  );
}

export const groupedInput = 'h-full border-0 bg-transparent focus-visible:outline-none touch:h-full';
