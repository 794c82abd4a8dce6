import type { ReactNode } from 'react';
import { buttonClasses } from '#components/ui/button.tsx';
import { hrefWith, type ListUrl } from './list-url.ts';

export interface PagerProps {
  url: ListUrl;
  /** Cursor of the page before, where the list can tell it; otherwise "First page" leads back. */
  newer: string | undefined;
  older: string | undefined;
}

/** Whether there is more than this page. */
export const hasPages = (url: ListUrl, older: string | undefined): boolean => older !== undefined || url.search.has('cursor');

/** Newer and Older by cursor: a page is never wrong because rows came in meanwhile. Absent while one page holds everything. */
export function Pager({ url, newer, older }: PagerProps) {
  if (!hasPages(url, older)) return null;
  const later = url.search.has('cursor');
  return (
    <nav aria-label="Pages" className="flex shrink-0 items-center justify-end gap-2 border-t px-(--gutter) py-1">
      {later && newer === undefined ? <PageStep href={hrefWith(url, { cursor: undefined })}>First page</PageStep> : null}
      {newer === undefined && later ? null : (
        <PageStep href={newer === undefined ? undefined : hrefWith(url, { cursor: newer })}>Newer</PageStep>
      )}
      <PageStep href={older === undefined ? undefined : hrefWith(url, { cursor: older })}>Older</PageStep>
    </nav>
  );
}

/** A step that is not possible keeps its place, so that the next click does not land on the other one. */
function PageStep({ href, children }: { href: string | undefined; children: ReactNode }) {
  const classes = buttonClasses({ variant: 'secondary', size: 'small' });
  if (href === undefined) {
    return (
      // biome-ignore lint/a11y/useValidAnchor: a link without an address is the standard's disabled link
      <a role="link" aria-disabled className={classes}>
        {children}
      </a>
    );
  }
  return (
    <a href={href} data-soft className={classes}>
      {children}
    </a>
  );
}
