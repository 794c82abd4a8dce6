import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';
import { tip } from './tip.ts';

export const buttonClasses = cva(
  [
    'relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 overflow-hidden whitespace-nowrap rounded-md border font-medium text-control',
    'transition-colors touch:min-h-10 touch:min-w-10 aria-disabled:cursor-default not-aria-busy:aria-disabled:opacity-55',
  ],
  {
    variants: {
      variant: {
        primary: 'border-ink bg-ink text-surface hover:not-aria-disabled:border-second hover:not-aria-disabled:bg-second',
        secondary: 'border-edge bg-surface text-ink hover:not-aria-disabled:bg-hover active:not-aria-disabled:bg-selected',
        ghost:
          'border-transparent text-second hover:not-aria-disabled:bg-hover hover:not-aria-disabled:text-ink active:not-aria-disabled:bg-selected',
        danger: 'border-danger bg-danger text-on-danger hover:not-aria-disabled:opacity-90',
      },
      size: { small: 'h-7 px-2', medium: 'h-8 px-3', large: 'h-10 px-4' },
      shape: { text: '', icon: 'aspect-square px-0' },
      open: { true: 'bg-selected text-ink', false: '' },
    },
    defaultVariants: { variant: 'secondary', size: 'medium', shape: 'text', open: false },
  },
);

export interface ButtonLook extends VariantProps<typeof buttonClasses> {
  /** Stands before the label; a 16 px lucide icon. */
  icon?: ReactNode;
}

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'>, ButtonLook {
  /** The action is running: label and width stay, clicks do nothing, assistive technology hears "busy". */
  busy?: boolean | undefined;
  /** Why the action is not possible now. The button stays focusable and says it on hover and focus. */
  disabledReason?: string | undefined;
}

/** One primary button a page. Items that ask for more before they act end in "…". */
export function Button({
  variant,
  size,
  shape,
  open,
  icon,
  busy = false,
  disabledReason,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const blocked = busy || disabledReason !== undefined;
  return (
    <button
      {...rest}
      {...(disabledReason === undefined ? {} : tip(disabledReason))}
      type={blocked ? 'button' : type}
      onClick={blocked ? undefined : onClick}
      aria-disabled={blocked || undefined}
      aria-busy={busy || undefined}
      aria-description={disabledReason}
      className={cn(buttonClasses({ variant, size, shape, open }), className)}
    >
      {icon}
      {children}
      {busy ? <BusyBar /> : null}
    </button>
  );
}

/** Runs along the lower edge, so that nothing inside the button moves. */
function BusyBar() {
  return (
    <span aria-hidden className="absolute inset-x-0 bottom-0 h-0.5 overflow-hidden bg-current/25">
      <span className="block h-full w-1/3 animate-progress bg-current" />
    </span>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label' | 'shape'> {
  /** The button's name for assistive technology, and its tooltip. */
  label: string;
  /** Shortcut shown in the tooltip, as in `g u`. */
  keys?: string;
}

/** A button that shows only an icon; the label is its name and its tooltip. */
export function IconButton({ label, keys, variant = 'ghost', ...rest }: IconButtonProps) {
  return <Button {...tip(label, keys)} {...rest} variant={variant} shape="icon" aria-label={label} />;
}
