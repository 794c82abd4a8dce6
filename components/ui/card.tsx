import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export interface CardProps {
  title: string;
  /** Unit, range and zone of what is shown. */
  subtitle?: ReactNode;
  /** A link or menu at the right of the title. */
  aside?: ReactNode;
  level?: 2 | 3;
  className?: string;
  children: ReactNode;
}

/** A titled block of a page with a hairline and no shadow. Never put one inside another. */
export function Card({ title, subtitle, aside, level = 2, className, children }: CardProps) {
  const Heading = `h${level}` as const;
  return (
    <section className={cn('flex min-w-0 flex-col rounded-xl border bg-surface p-4', className)}>
      <header className="mb-3 flex items-start justify-between gap-3">
        <div className="min-w-0">
          <Heading className="truncate font-semibold text-body">{title}</Heading>
          {subtitle === undefined ? null : <p className="text-caption text-quiet">{subtitle}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  );
}
