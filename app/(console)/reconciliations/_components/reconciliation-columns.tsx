import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { Reconciliation } from '#lib/contracts/reconciliations.ts';
import { parseUsd } from '#lib/core/money.ts';

/** A comparison as pages have it. */
export type ReconciliationRow = z.input<typeof Reconciliation>;

const tones = { matched: 'success', explained: 'info', unexplained: 'warning' } as const;
const words = { matched: 'Matched', explained: 'Explained', unexplained: 'Unexplained' } as const;

/** How a comparison or one of its rows came out. */
export const Outcome = ({ state }: { state: ReconciliationRow['state'] }) => <StatusBadge tone={tones[state]}>{words[state]}</StatusBadge>;

const nano = (usd: string | null): bigint | null => (usd === null ? null : (parseUsd(usd) ?? null));

export const reconciliationColumns: readonly Column<ReconciliationRow>[] = [
  { id: 'provider', header: 'Provider', value: (row) => row.provider, narrow: true },
  { id: 'days', header: 'Days', value: (row) => `${row.from} to ${row.to}` },
  { id: 'state', header: 'State', cell: (row) => <Outcome state={row.state} />, narrow: true },
  { id: 'theirs', header: 'Provider says', value: (row) => nano(row.provider_usd), format: 'money', align: 'end' },
  { id: 'ours', header: 'Metered', value: (row) => nano(row.own_usd), format: 'money', align: 'end' },
  { id: 'difference', header: 'Difference', value: (row) => nano(row.difference_usd), format: 'money', align: 'end', narrow: true },
  { id: 'unexplained', header: 'Unexplained rows', value: (row) => row.unexplained, format: 'count', align: 'end' },
  { id: 'source', header: 'Source', value: (row) => `${row.source}, ${row.format}`, optional: true },
  { id: 'created', header: 'Compared', value: (row) => row.created_at, format: 'time' },
];
