import type { ReactNode } from 'react';

export interface PageHeaderProps {
  title: string;
  /** State beside the title: a badge. */
  badge?: ReactNode;
  /** Answers the page's question in figures, at most two lines; figures are links to their calls. */
  answer?: ReactNode;
  /** Secondary actions. */
  actions?: ReactNode;
  /** The one ink button of the page; on narrow screens it sticks to the foot, in reach of a thumb. */
  primary?: ReactNode;
}

/** The one `h1`, the answer and what can be done. */
export function PageHeader({ title, badge, answer, actions, primary }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-(--gutter) pt-3 pb-2.5">
      <div className="min-w-0 flex-1 basis-80">
        <div className="flex min-w-0 items-center gap-2">
          <h1 className="min-w-0 text-pretty break-words font-semibold text-title" dir="auto">
            {title}
          </h1>
          {badge}
        </div>
        {answer === undefined ? null : <p className="mt-1 max-w-[88ch] text-pretty text-body text-second">{answer}</p>}
      </div>
      {actions === undefined && primary === undefined ? null : (
        <div className="flex flex-wrap items-center gap-2">
          {actions}
          {primary === undefined ? null : (
            <div
              data-primary
              className="max-sm:fixed max-sm:inset-x-4 max-sm:bottom-4 max-sm:z-(--layer-bar) max-sm:*:h-10 max-sm:*:w-full"
            >
              {primary}
            </div>
          )}
        </div>
      )}
    </header>
  );
}
