import type { ReactNode } from 'react';
import { EmptyState, FilteredEmpty } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';

/** There is nothing yet: a sentence, what to know, one step. */
export interface EmptyWords {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** When filters hide everything; without it a general sentence stands. */
  filtered?: ReactNode;
}

export interface TableProblem {
  /** "The keys did not load". */
  title: string;
  /** What was not changed and what to do. */
  detail: ReactNode;
  requestId?: string | undefined;
  /** Retry. */
  action?: ReactNode;
}

export interface TableStateProps {
  problem: TableProblem | undefined;
  noun: string;
  empty: EmptyWords;
  /** Number of filters, the search text included. */
  narrowed: number;
  clear: ReactNode;
}

/** What stands in the place of rows: failed, hidden by filters, or not there yet are three different things. */
export function TableState({ problem, noun, empty, narrowed, clear }: TableStateProps) {
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      {problem === undefined ? (
        narrowed === 0 ? (
          <EmptyState title={empty.title} action={empty.action}>
            {empty.children}
          </EmptyState>
        ) : (
          <FilteredEmpty noun={noun} action={clear}>
            {empty.filtered ?? (narrowed === 1 ? 'One filter hides the rest.' : `${narrowed} filters hide the rest.`)}
          </FilteredEmpty>
        )
      ) : (
        <ErrorState title={problem.title} requestId={problem.requestId} action={problem.action}>
          {problem.detail}
        </ErrorState>
      )}
    </div>
  );
}
