'use client';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';
import { tip } from '#components/ui/tip.ts';
import { PageLink } from './page-link.tsx';
import { LinkCommand } from './use-command.tsx';

export interface NavigationItem {
  label: string;
  href: string;
  /** A 16 px lucide icon; the only thing seen when the navigation is folded. */
  icon: ReactNode;
  /** Shortcut, as in `g u`. */
  keys?: string | undefined;
  /** What waits there, already written: "7". */
  count?: string | undefined;
}

/** Only pages that exist and whose read permission the reader holds somewhere in scope; at most nine a group. */
export interface NavigationGroup {
  label: string;
  items: readonly NavigationItem[];
}

export interface NavigationProps {
  groups: readonly NavigationGroup[];
  /** Labels hidden, names in tooltips. */
  folded?: boolean;
  onNavigate?: () => void;
}

/** The list of pages by group. */
export function Navigation({ groups, folded = false, onNavigate }: NavigationProps) {
  const pathname = usePathname();
  return (
    <nav aria-label="Pages" className="flex flex-col gap-4 px-2 py-2">
      {groups.map((group) => (
        <div key={group.label}>
          <h2 className={cn('px-2 pb-1 font-medium text-caption text-quiet', folded && 'sr-only')}>{group.label}</h2>
          <ul className="flex flex-col gap-px">
            {group.items.map((item) => (
              <li key={item.href}>
                <ItemLink item={item} folded={folded} current={isCurrent(pathname, item.href)} onNavigate={onNavigate} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** A page is current on itself and on what lies below it. */
export function isCurrent(pathname: string, href: string): boolean {
  return pathname === href || pathname.startsWith(`${href}/`);
}

interface ItemLinkProps {
  item: NavigationItem;
  folded: boolean;
  current: boolean;
  onNavigate: (() => void) | undefined;
}

function ItemLink({ item, folded, current, onNavigate }: ItemLinkProps) {
  return (
    <PageLink
      href={item.href}
      prefetch={false}
      {...(onNavigate ? { onClick: onNavigate } : {})}
      aria-current={current ? 'page' : undefined}
      {...(folded ? { ...tip(item.label, item.keys), 'aria-label': item.label } : {})}
      className={cn(
        'flex h-7 items-center gap-2 rounded-md px-2 text-control text-second transition-colors hover:bg-hover hover:text-ink touch:h-11',
        'aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-ink',
        folded && 'justify-center px-0',
      )}
    >
      <span className="text-quiet in-aria-[current=page]:text-ink">{item.icon}</span>
      {folded ? null : <span className="min-w-0 flex-1 truncate">{item.label}</span>}
      {folded || item.count === undefined ? null : <span className="text-caption text-quiet tabular-nums">{item.count}</span>}
    </PageLink>
  );
}

/** The `g …` keys of the pages, and the pages in the palette. */
export function NavigationCommands({ groups }: { groups: readonly NavigationGroup[] }) {
  return groups.flatMap((group) =>
    group.items.map((item) => (
      <LinkCommand key={item.href} id={`go:${item.href}`} group="Go to" label={item.label} keys={item.keys} href={item.href} />
    )),
  );
}
