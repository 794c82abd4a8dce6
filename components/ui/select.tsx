import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { controlClasses } from './input.tsx';

export interface SelectOption {
  value: string;
  label: string;
  disabled?: boolean;
}

export interface SelectProps extends Omit<ComponentProps<'select'>, 'children' | 'size'> {
  options: readonly SelectOption[];
  /** Shown while nothing is chosen. */
  placeholder?: string;
  /** 28 px for toolbars, 32 px in forms. */
  compact?: boolean;
}

/** The platform's own select: its list is right on every phone and for every screen reader. For long or searched lists use Combobox. */
export function Select({ options, placeholder, compact = false, className, ...rest }: SelectProps) {
  return (
    <span className={cn('relative inline-flex w-full items-center', className)}>
      <select {...rest} className={cn(controlClasses, 'appearance-none truncate pr-7', compact && 'h-7 border-edge text-control')}>
        {placeholder === undefined ? null : <option value="">{placeholder}</option>}
        {options.map(({ value, label, disabled }) => (
          <option key={value} value={value} disabled={disabled}>
            {label}
          </option>
        ))}
      </select>
      <ChevronDown className="pointer-events-none absolute right-2 text-quiet" />
    </span>
  );
}
