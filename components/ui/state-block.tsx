import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export interface StateBlockProps {
  /** What is the case, in one sentence; becomes the heading. */
  title: string;
  /** What to know or do about it. */
  children?: ReactNode;
  /** One step forward: a button or link. */
  action?: ReactNode;
  /** Level of the heading within the page. */
  level?: 1 | 2 | 3;
  /** Centred where it is all there is; at the start inside a block of a page. */
  centred?: boolean;
  role?: 'alert' | 'status' | undefined;
  className?: string;
}

/** The common shape of empty, error, denied and stale: a sentence, its detail, one action. */
export function StateBlock({ title, children, action, level = 2, centred = true, role, className }: StateBlockProps) {
  const Heading = `h${level}` as const;
  return (
    <div
      role={role}
      className={cn('flex flex-col gap-3 p-(--gutter)', centred && 'mx-auto max-w-120 items-center py-16 text-center', className)}
    >
      <div className="flex flex-col gap-1">
        <Heading className="font-semibold text-body">{title}</Heading>
        {children === undefined ? null : <div className="text-pretty text-control text-second">{children}</div>}
      </div>
      {action === undefined ? null : <div className="flex flex-wrap items-center gap-2">{action}</div>}
    </div>
  );
}
