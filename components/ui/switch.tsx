import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export type SwitchProps = Omit<ComponentProps<'input'>, 'type' | 'role'>;

/** A setting that takes effect at once; what waits for Save is a checkbox. */
export function Switch({ className, ...rest }: SwitchProps) {
  return (
    <span className={cn('relative inline-flex h-6 w-8 shrink-0 items-center touch:h-11', className)}>
      <input
        {...rest}
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a native checkbox brings its checked state, also before scripts run
        role="switch"
        className={cn(
          'peer h-4.5 w-8 appearance-none rounded-full border border-control-edge bg-sunken transition-colors checked:border-ink checked:bg-ink',
          'before:absolute before:inset-0 disabled:opacity-50',
        )}
      />
      <span
        aria-hidden
        className="pointer-events-none absolute left-1 size-3 rounded-full bg-control-edge transition-transform peer-checked:translate-x-3 peer-checked:bg-surface"
      />
    </span>
  );
}
