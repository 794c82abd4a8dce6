import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { Badge } from '#components/ui/badge.tsx';
import type { Statement } from '#lib/contracts/statements.ts';
import { parseUsd } from '#lib/core/money.ts';

/** A statement as pages have it. */
export type StatementRow = z.input<typeof Statement>;

/** Nano-dollars of an amount of the API. */
export const nanoOf = (usd: string): bigint => parseUsd(usd) ?? 0n;

/** What a part of the organization is called. */
export const scopeWord = (kind: StatementRow['scope']['kind']): string => (kind === 'tenant' ? 'organization' : kind.replace('_', ' '));

/** "Invoice 12". */
export const statementName = ({ document, number }: Pick<StatementRow, 'document' | 'number'>): string =>
  `${document === 'invoice' ? 'Invoice' : 'Statement'} ${number}`;

export const statementColumns: readonly Column<StatementRow>[] = [
  { id: 'number', header: 'Number', value: statementName, sort: 'number', descendingFirst: true, narrow: true },
  { id: 'scope', header: 'For', value: ({ scope }) => scope.name },
  { id: 'kind', header: 'Kind', cell: ({ scope }) => <Badge>{scopeWord(scope.kind)}</Badge> },
  { id: 'period', header: 'Period', value: ({ period }) => period.label },
  { id: 'calls', header: 'Calls', value: ({ calls }) => calls, format: 'count', align: 'end' },
  { id: 'adjustments', header: 'Corrections', value: (row) => nanoOf(row.adjustments_usd), format: 'money', align: 'end', optional: true },
  { id: 'total', header: 'Total', value: (row) => nanoOf(row.total_usd), format: 'money', align: 'end', narrow: true },
  { id: 'due', header: 'Due', value: (row) => row.due_at, format: 'day', optional: true },
  { id: 'issued', header: 'Issued', value: (row) => row.issued_at, format: 'time' },
];
