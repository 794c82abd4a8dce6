import type { NavigationGroup } from '#components/shell/navigation.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { pageIcon } from './icons.tsx';
import { type ConsolePage, consolePages } from './pages.ts';

/** Whose navigation it is. */
export interface Visitor {
  readonly permissions: readonly string[];
  /** Of the platform's own tenant. */
  readonly isOperator: boolean;
}

/** Whether the page shows for somebody with these permissions. */
export const isShown = ({ permissions, isPlatform }: ConsolePage, { permissions: held, isOperator }: Visitor): boolean =>
  (isPlatform !== true || isOperator) && (permissions === undefined || permissions.some((permission) => holds(held, permission)));

/** The navigation of somebody; groups without a page are left out. `counts`: what waits on a page, by its address. */
export function navigationGroups(visitor: Visitor, counts: Readonly<Record<string, string | undefined>>): readonly NavigationGroup[] {
  return consolePages
    .map(({ label, pages }) => ({
      label,
      items: pages
        .filter((page) => isShown(page, visitor))
        .map((page) => ({ label: page.label, href: page.href, icon: pageIcon(page.icon), keys: page.keys, count: counts[page.href] })),
    }))
    .filter(({ items }) => items.length > 0);
}
