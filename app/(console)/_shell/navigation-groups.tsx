import type { NavigationGroup } from '#components/shell/navigation.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { pageIcon } from './icons.tsx';
import { type ConsolePage, consolePages } from './pages.ts';

/** Whether the page shows for somebody with these permissions. */
export const isShown = ({ permissions }: ConsolePage, held: readonly string[]): boolean =>
  permissions === undefined || permissions.some((permission) => holds(held, permission));

/** The navigation of somebody with these permissions; groups without a page are left out. `counts`: what waits on a page, by its address. */
export function navigationGroups(
  held: readonly string[],
  counts: Readonly<Record<string, string | undefined>>,
): readonly NavigationGroup[] {
  return consolePages
    .map(({ label, pages }) => ({
      label,
      items: pages
        .filter((page) => isShown(page, held))
        .map((page) => ({ label: page.label, href: page.href, icon: pageIcon(page.icon), keys: page.keys, count: counts[page.href] })),
    }))
    .filter(({ items }) => items.length > 0);
}
