import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { type ApprovalRow, kindWords, nanoOf, stateTones, stateWords } from './approval-words.ts';

export function ApprovalState({ state }: { state: ApprovalRow['state'] }) {
  return <StatusBadge tone={stateTones[state]}>{stateWords[state]}</StatusBadge>;
}

/** Columns of the lists; a call's amount is the most that it can cost. */
export const approvalColumns = (reader: Reader): readonly Column<ApprovalRow>[] => {
  const format = createFormat(reader);
  return [
    { id: 'title', header: 'What', value: (row) => row.title, narrow: true },
    { id: 'kind', header: 'Kind', value: (row) => kindWords[row.kind] },
    {
      id: 'amount',
      header: 'Amount',
      align: 'end',
      value: (row) => (row.amount_usd === null ? null : format.moneyPrice(nanoOf(row.amount_usd))),
    },
    { id: 'requester', header: 'Asked by', value: (row) => row.requester_name ?? row.key_name ?? 'A key' },
    { id: 'team', header: 'Team', value: (row) => row.team_name ?? row.department_name ?? 'Organization' },
    { id: 'level', header: 'Level', value: (row) => `${row.level} of ${Math.max(row.levels_needed, row.level)}`, optional: true },
    { id: 'due', header: 'Due', value: (row) => row.due_at && new Date(row.due_at), format: 'time' },
    {
      id: 'created',
      header: 'Asked',
      value: (row) => new Date(row.created_at),
      format: 'time',
      sort: 'created_at',
      descendingFirst: true,
    },
    { id: 'state', header: 'State', cell: (row) => <ApprovalState state={row.state} />, narrow: true },
  ];
};
