import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';
import { NavigationButton } from './navigation-button.tsx';
import { PageLink } from './page-link.tsx';

export interface Crumb {
  label: string;
  /** The last crumb is the page itself and has none. */
  href?: string;
}

export interface PageBarProps {
  crumbs: readonly Crumb[];
  /** Scope switcher and date range; PageControls folds both into one button where it is narrow. */
  controls?: ReactNode;
  /** Live indicator, jobs. */
  status?: ReactNode;
}

/** The sticky bar of a page: where I am, for whom and when. */
export function PageBar({ crumbs, controls, status }: PageBarProps) {
  return (
    <div
      data-print="hidden"
      className="sticky top-0 z-(--layer-bar) flex min-h-12 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b py-1 bg-surface px-(--gutter) lg:gap-x-3 short:static"
    >
      <NavigationButton />
      <nav aria-label="Breadcrumb" className="min-w-16 flex-1 basis-16">
        <ol className="flex min-w-0 items-center gap-1.5 text-control">
          {crumbs.map((crumb, index) => (
            <CrumbItem key={crumb.label} crumb={crumb} last={index === crumbs.length - 1} />
          ))}
        </ol>
      </nav>
      {controls}
      {status}
    </div>
  );
}

function CrumbItem({ crumb, last }: { crumb: Crumb; last: boolean }) {
  return (
    <li className={cn('flex items-center gap-1.5', last ? 'min-w-0' : 'shrink-0 max-sm:hidden')}>
      {crumb.href === undefined || last ? (
        <span aria-current={last ? 'page' : undefined} className={cn('truncate', last ? 'font-medium text-ink' : 'text-quiet')} dir="auto">
          {crumb.label}
        </span>
      ) : (
        <PageLink href={crumb.href} className="truncate text-quiet hover:text-ink">
          {crumb.label}
        </PageLink>
      )}
      {last ? null : (
        <span aria-hidden className="text-faint">
          /
        </span>
      )}
    </li>
  );
}
