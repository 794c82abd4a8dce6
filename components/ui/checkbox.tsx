'use client';
import { Check, Minus } from 'lucide-react';
import { type ComponentProps, useEffect, useRef } from 'react';
import { cn } from './cn.ts';

export interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'ref'> {
  /** Some, not all: drawn as a dash and announced as mixed. */
  indeterminate?: boolean;
}

/** A native checkbox, so that forms work before scripts do. Give it a label beside it or `aria-label`. */
export function Checkbox({ indeterminate = false, className, ...rest }: CheckboxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <span className={cn('group relative inline-flex size-6 items-center justify-center touch:size-11', className)}>
      <input
        {...rest}
        ref={box}
        type="checkbox"
        className={cn(
          'peer size-4 appearance-none rounded-sm border border-control-edge bg-surface transition-colors checked:border-ink checked:bg-ink',
          'indeterminate:border-ink indeterminate:bg-ink disabled:opacity-50',
          'before:absolute before:inset-0',
        )}
      />
      <Check className="pointer-events-none absolute hidden size-3 stroke-3 text-surface peer-checked:block peer-indeterminate:hidden" />
      <Minus className="pointer-events-none absolute hidden size-3 stroke-3 text-surface peer-indeterminate:block" />
    </span>
  );
}
