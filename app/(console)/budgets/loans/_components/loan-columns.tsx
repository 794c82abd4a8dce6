import type { z } from 'zod';
import { nanoOf } from '#components/budgets/budget-words.ts';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge, type Tone } from '#components/ui/badge.tsx';
import type { BudgetLoan } from '#lib/contracts/budget-loans.ts';
import { RecallBudgetLoan } from './recall-budget-loan.tsx';

/** A loan in wire form, as pages get it. */
export type LoanRow = z.input<typeof BudgetLoan>;

const tones: Record<LoanRow['state'], Tone> = { running: 'success', recalled: 'outline', over: 'outline' };
const words: Record<LoanRow['state'], string> = { running: 'Running', recalled: 'Taken back', over: 'Over' };

/** "Search to Field". */
export const loanName = ({ lender, borrower }: LoanRow): string => `${lender.name} to ${borrower.name}`;

const recallColumn: Column<LoanRow> = {
  id: 'recall',
  header: 'Actions',
  align: 'end',
  cell: (row) =>
    row.state === 'running' ? <RecallBudgetLoan budgetId={row.budget_id} loanId={row.id} borrower={row.borrower.name} /> : null,
};

/** Who lent what to whom, and what became of it; taking back only for those who may somewhere. */
export const loanColumns = (mayLend: boolean): readonly Column<LoanRow>[] => [
  { id: 'sides', header: 'From and to', value: loanName, narrow: true },
  { id: 'lent', header: 'Lent', align: 'end', value: (row) => nanoOf(row.lent_usd), format: 'money', narrow: true },
  { id: 'used', header: 'Used of it', align: 'end', value: (row) => nanoOf(row.used_usd), format: 'money' },
  { id: 'returned', header: 'Taken back', align: 'end', value: (row) => nanoOf(row.returned_usd), format: 'money' },
  { id: 'end', header: 'Until', value: (row) => new Date(row.end), format: 'day' },
  { id: 'note', header: 'Note', value: (row) => (row.note === '' ? null : row.note) },
  { id: 'by', header: 'By', value: (row) => row.created_by_name },
  { id: 'created', header: 'Made', value: (row) => new Date(row.created_at), format: 'time', optional: true },
  { id: 'state', header: 'Status', cell: (row) => <StatusBadge tone={tones[row.state]}>{words[row.state]}</StatusBadge>, narrow: true },
  ...(mayLend ? [recallColumn] : []),
];
