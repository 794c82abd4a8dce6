import { cva, type VariantProps } from 'class-variance-authority';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

const badgeClasses = cva('inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-sm px-1.5 font-medium text-caption', {
  variants: {
    tone: {
      neutral: 'bg-selected text-second',
      brand: 'bg-brand-soft text-brand-text',
      success: 'bg-success-soft text-success-text',
      warning: 'bg-warning-soft text-warning-text',
      danger: 'bg-danger-soft text-danger-text',
      info: 'bg-info-soft text-info-text',
      outline: 'border border-edge text-second',
    },
  },
  defaultVariants: { tone: 'neutral' },
});

export type Tone = NonNullable<VariantProps<typeof badgeClasses>['tone']>;

export interface BadgeProps {
  tone?: Tone | undefined;
  children: ReactNode;
  className?: string;
}

/** A word on a soft ground. The word carries the meaning, the colour repeats it. */
export function Badge({ tone, children, className }: BadgeProps) {
  return <span className={cn(badgeClasses({ tone }), className)}>{children}</span>;
}

const dots: Record<Tone, string> = {
  neutral: 'bg-control-edge',
  brand: 'bg-brand',
  success: 'bg-success',
  warning: 'bg-warning',
  danger: 'bg-danger',
  info: 'bg-info',
  outline: 'bg-transparent border border-control-edge',
};

/** A state in a table or beside a title: mark and word. Hollow marks (`outline`) stand for what is not yet or no longer. */
export function StatusBadge({ tone = 'neutral', children, className }: BadgeProps) {
  return (
    <Badge tone={tone} className={cn('gap-1.5', className)}>
      <span aria-hidden data-mark className={cn('size-1.5 rounded-full', dots[tone])} />
      {children}
    </Badge>
  );
}
