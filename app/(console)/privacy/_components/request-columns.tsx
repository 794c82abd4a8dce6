import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { PrivacyRequest } from '#lib/contracts/privacy-requests.ts';

/** A request as pages have it. */
export type RequestRow = z.input<typeof PrivacyRequest>;

export const kindWords = {
  access: 'Access',
  portability: 'Portability',
  erasure: 'Erasure',
  rectification: 'Rectification',
  restriction: 'Restriction',
  objection: 'Objection',
} as const satisfies Record<RequestRow['kind'], string>;

export const lawWords = { gdpr: 'GDPR', ccpa: 'CCPA' } as const satisfies Record<RequestRow['law'], string>;

const words = {
  received: 'Received',
  verified: 'Identity checked',
  approved: 'Being carried out',
  done: 'Done',
  rejected: 'Rejected',
} as const;
const tones = { received: 'warning', verified: 'info', approved: 'info', done: 'success', rejected: 'neutral' } as const;

/** Where a request is; what is overdue says so instead. */
export function RequestState({ state, overdue, kind }: Pick<RequestRow, 'state' | 'overdue' | 'kind'>) {
  if (overdue) return <StatusBadge tone="danger">Overdue</StatusBadge>;
  const word = kind === 'restriction' && state === 'approved' ? 'In force' : words[state];
  return <StatusBadge tone={tones[state]}>{word}</StatusBadge>;
}

export const requestColumns: readonly Column<RequestRow>[] = [
  { id: 'subject', header: 'Person', value: (row) => row.subject, narrow: true },
  { id: 'kind', header: 'Asks for', value: (row) => kindWords[row.kind], narrow: true },
  { id: 'state', header: 'State', cell: (row) => <RequestState {...row} />, narrow: true },
  { id: 'law', header: 'Law', value: (row) => lawWords[row.law] },
  { id: 'received', header: 'Received', value: (row) => row.received_at, format: 'time', sort: 'received_at', descendingFirst: true },
  { id: 'due', header: 'Due', value: (row) => row.due_at, format: 'time', sort: 'due_at' },
];
