import Link from 'next/link';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export const tabClasses = cn(
  'relative -mb-px flex h-9 shrink-0 cursor-pointer items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 text-control text-quiet transition-colors',
  'hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-ink aria-[current=page]:font-medium aria-[current=page]:text-ink',
  // Where tabs are wider than the screen, the current one is in sight from the start.
  'scroll-mx-(--gutter) aria-[current=page]:[scroll-initial-target:nearest]',
  'data-[state=active]:border-ink data-[state=active]:font-medium data-[state=active]:text-ink touch:h-11',
);

export interface LinkTab {
  id: string;
  label: string;
  href: string;
  /** Number beside the label, already written. */
  count?: ReactNode;
}

export interface LinkTabsProps {
  /** Names the navigation: "Sections of this project". */
  label: string;
  tabs: readonly LinkTab[];
  current: string;
}

/** Tabs of a page, each with its own URL. A tab without the right is left out by the caller. */
export function LinkTabs({ label, tabs, current }: LinkTabsProps) {
  return (
    <nav aria-label={label} className="flex shrink-0 gap-5 overflow-x-auto border-b px-(--gutter)">
      {tabs.map((tab) => (
        <Link key={tab.id} href={tab.href} scroll={false} aria-current={tab.id === current ? 'page' : undefined} className={tabClasses}>
          {tab.label}
          {tab.count === undefined ? null : <span className="text-quiet tabular-nums">{tab.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
