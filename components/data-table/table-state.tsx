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
  /** Number of filters. */
  filters: number;
  /** Text of the search box. */
  q: string | undefined;
  clear: ReactNode;
}

/** What stands in the place of rows: failed, hidden by filters, or not there yet are three different things. */
export function TableState({ problem, noun, empty, filters, q, clear }: TableStateProps) {
  const narrowed = filters > 0 || q !== undefined;
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      {problem === undefined ? (
        !narrowed ? (
          <EmptyState title={empty.title} action={empty.action}>
            {empty.children}
          </EmptyState>
        ) : (
          <FilteredEmpty noun={noun} action={clear}>
            {empty.filtered ?? hidingWords(filters, q)}
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

/** What hides the rows: "Nothing contains “ci-”, and 2 filters hide the rest." */
function hidingWords(filters: number, q: string | undefined): string {
  const hiding = filters === 1 ? 'one filter hides the rest' : `${filters} filters hide the rest`;
  if (q === undefined) return `${hiding.charAt(0).toUpperCase()}${hiding.slice(1)}.`;
  return filters === 0 ? `Nothing contains “${q}”.` : `Nothing contains “${q}”, and ${hiding}.`;
}
