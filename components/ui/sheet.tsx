'use client';
import * as DialogPrimitive from 'radix-ui/dialog';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import { overlayClasses } from './dialog.tsx';
import { useFocusReturn } from './use-focus-return.ts';
import type { Surface } from './use-on-demand.ts';

export interface SheetProps extends Surface {
  title: string;
  side?: 'left' | 'bottom';
  children: ReactNode;
}

const sides = {
  left: 'inset-y-0 left-0 w-72 max-w-[85vw] border-r data-[state=open]:animate-sheet-in',
  bottom: 'inset-x-0 bottom-0 max-h-[85dvh] rounded-t-xl border-t data-[state=open]:animate-dialog-in',
};

/** A modal sheet at an edge, for narrow screens. The title is for assistive technology. Load the file that uses it on demand. */
export function Sheet({ open, onOpenChange, title, side = 'left', children }: SheetProps) {
  const focus = useFocusReturn((content) => content);
  return (
    <DialogPrimitive.Root open={open} onOpenChange={onOpenChange}>
      <DialogPrimitive.Portal>
        <DialogPrimitive.Overlay className={overlayClasses} />
        <DialogPrimitive.Content
          aria-describedby={undefined}
          tabIndex={-1}
          {...focus}
          className={cn(
            'fixed z-(--layer-dialog) overflow-y-auto border-edge bg-raised shadow-float outline-none data-[state=closed]:animate-dialog-out',
            sides[side],
          )}
        >
          <DialogPrimitive.Title className="sr-only">{title}</DialogPrimitive.Title>
          {children}
        </DialogPrimitive.Content>
      </DialogPrimitive.Portal>
    </DialogPrimitive.Root>
  );
}
