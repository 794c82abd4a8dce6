'use client';
import * as Popover from 'radix-ui/popover';
import type { ReactElement, ReactNode } from 'react';
import { cn } from './cn.ts';
import type { Surface } from './use-on-demand.ts';

export interface PopoverSurfaceProps extends Surface {
  trigger: ReactElement;
  /** Names the dialog the popover is. */
  label: string;
  align?: 'start' | 'center' | 'end';
  className?: string;
  children: ReactNode;
}

/**
 * A non-modal dialog beside its trigger; Esc and a click outside close it and focus returns. Load the file that uses it
 * with {@link useOnDemand}: positioning code is heavy.
 */
export function PopoverSurface({ open, onOpenChange, trigger, label, align = 'start', className, children }: PopoverSurfaceProps) {
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={cn(
            'z-(--layer-menu) max-h-(--radix-popover-content-available-height) max-w-[calc(100vw-1rem)] overflow-y-auto rounded-lg border border-edge',
            'bg-raised shadow-float outline-none data-[state=closed]:animate-menu-out data-[state=open]:animate-menu-in',
            className,
          )}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
