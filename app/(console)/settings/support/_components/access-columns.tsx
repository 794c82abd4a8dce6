import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { SupportAccess } from '#lib/contracts/support.ts';
import { AccessActions } from './access-actions.tsx';

/** Who asked to look in, as pages have it. */
export type AccessRow = z.input<typeof SupportAccess>;

const tones = { asked: 'warning', granted: 'success', refused: 'neutral', ended: 'neutral' } as const;
const words = { asked: 'Waits for you', granted: 'Granted', refused: 'Refused', ended: 'Ended' } as const;

export const AccessState = ({ state }: Pick<AccessRow, 'state'>) => <StatusBadge tone={tones[state]}>{words[state]}</StatusBadge>;

/** What can still be decided of it. */
export const AccessDecision = ({ row: { id, operator_name: name, operator_email: email, hours, state } }: { row: AccessRow }) =>
  state === 'asked' || state === 'granted' ? <AccessActions id={id} operator={name || email} hours={hours} state={state} /> : null;

export const accessColumns: readonly Column<AccessRow>[] = [
  { id: 'operator', header: 'Who', value: (row) => row.operator_name || row.operator_email, narrow: true },
  { id: 'state', header: 'State', cell: (row) => <AccessState state={row.state} />, narrow: true },
  { id: 'reason', header: 'Why', value: (row) => row.reason },
  { id: 'hours', header: 'Hours', value: (row) => row.hours, format: 'count', align: 'end' },
  { id: 'created', header: 'Asked', value: (row) => row.created_at, format: 'time' },
  { id: 'decided', header: 'Decided by', value: (row) => row.decided_by_name },
  { id: 'ends', header: 'Ends', value: (row) => row.ends_at, format: 'time' },
  {
    id: 'decide',
    header: 'Decision',
    cell: (row) => <AccessDecision row={row} />,
    align: 'end',
  },
];
