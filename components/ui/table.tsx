import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** Parts of a plain table for facts and small lists; lists of a page use the data table. Figures are right-aligned with `numeric`. */
export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return <table {...rest} className={cn('w-full border-collapse text-control', className)} />;
}

export interface CellProps extends ComponentProps<'td'> {
  numeric?: boolean;
}

const cellClasses = 'h-(--row-height) border-b px-3 text-left first:pl-0 last:pr-0';

export function HeadCell({ numeric = false, className, ...rest }: ComponentProps<'th'> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      {...rest}
      className={cn(cellClasses, 'h-8 whitespace-nowrap font-medium text-caption text-quiet', numeric && 'text-right', className)}
    />
  );
}

export function Cell({ numeric = false, className, ...rest }: CellProps) {
  return <td {...rest} className={cn(cellClasses, numeric && 'text-right tabular-nums', className)} />;
}

/** A name that heads its row. */
export function RowHead({ className, ...rest }: ComponentProps<'th'>) {
  return <th scope="row" {...rest} className={cn(cellClasses, 'font-normal', className)} />;
}

/** Lets a wide table scroll sideways inside a region the keyboard can reach. */
export function TableScroll({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by key (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className="relative overflow-x-auto focus-visible:-outline-offset-2">
      {children}
    </section>
  );
}
