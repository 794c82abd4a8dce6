'use client';
import { X } from 'lucide-react';
import * as DialogPrimitive from 'radix-ui/dialog';
import type { ReactNode, RefObject } from 'react';
import { IconButton } from './button.tsx';
import { cn } from './cn.ts';
import { useFocusReturn } from './use-focus-return.ts';
import type { Surface } from './use-on-demand.ts';

export interface DialogProps extends Surface {
  title: string;
  /** One sentence under the title. */
  description?: ReactNode;
  /** Buttons at the foot, the one that acts last. */
  footer?: ReactNode;
  width?: 'small' | 'medium' | 'large';
  /** Where focus starts; without it the first field or button. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** False keeps it open on Esc and outside clicks, while something runs or a secret is on screen. */
  dismissible?: boolean;
  children?: ReactNode;
}

const widths = { small: 'sm:max-w-100', medium: 'sm:max-w-140', large: 'sm:max-w-220' };

export const overlayClasses =
  'fixed inset-0 z-(--layer-dialog) bg-scrim data-[state=closed]:animate-dialog-out data-[state=open]:animate-dialog-in';

/** A modal dialog for a short question. Forms of more than a handful of fields get a page. Load the file that uses it on demand. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  footer,
  width = 'medium',
  initialFocus,
  dismissible = true,
  children,
}: DialogProps) {
  const focus = useFocusReturn((content) => firstFocus(content, initialFocus?.current));
  const hold = dismissible ? {} : { onEscapeKeyDown: preventDefault, onInteractOutside: preventDefault };
  return (
    <DialogPrimitive.Root open={open} onOpenChange={onOpenChange}>
      <DialogPrimitive.Portal>
        <DialogPrimitive.Overlay className={overlayClasses} />
        <DialogPrimitive.Content
          {...hold}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          tabIndex={-1}
          {...focus}
          className={cn(
            'fixed z-(--layer-dialog) flex max-h-[calc(100dvh-2rem)] w-full flex-col border border-edge bg-raised shadow-float outline-none',
            'inset-x-0 bottom-0 rounded-t-xl sm:inset-x-auto sm:bottom-auto sm:top-[12vh] sm:left-1/2 sm:max-h-[76vh] sm:-translate-x-1/2 sm:rounded-xl',
            'data-[state=closed]:animate-dialog-out data-[state=open]:animate-dialog-in',
            widths[width],
          )}
        >
          <header className="flex items-start gap-4 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <DialogPrimitive.Title className="font-semibold text-lead">{title}</DialogPrimitive.Title>
              {description === undefined ? null : (
                <DialogPrimitive.Description className="mt-1 text-body text-second">{description}</DialogPrimitive.Description>
              )}
            </div>
            {dismissible ? (
              <DialogPrimitive.Close asChild>
                <IconButton size="small" label="Close" keys="Esc" icon={<X />} className="-mr-1.5" />
              </DialogPrimitive.Close>
            ) : null}
          </header>
          {children === undefined ? null : <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>}
          {footer === undefined ? null : <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</footer>}
        </DialogPrimitive.Content>
      </DialogPrimitive.Portal>
    </DialogPrimitive.Root>
  );
}

/** The field or button that was asked for, else the first field, else the dialog itself: never its close button. */
function firstFocus(content: HTMLElement, wanted: HTMLElement | null | undefined): HTMLElement {
  return wanted ?? content.querySelector<HTMLElement>('input:not([disabled]), select, textarea') ?? content;
}

const preventDefault = (event: Event): void => event.preventDefault();
