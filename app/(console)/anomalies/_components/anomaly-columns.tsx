import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { Anomaly } from '#lib/contracts/anomalies.ts';

/** An anomaly as pages have it. */
export type AnomalyRow = z.input<typeof Anomaly>;

const nouns = { cost: 'Spend', requests: 'Calls', errors: 'Errors', latency: 'Latency' } as const;

/** What it is about: "Spend of Search". */
export const anomalyTitle = ({ metric, scope }: Pick<AnomalyRow, 'metric' | 'scope'>): string =>
  `${nouns[metric]} of ${scope.kind === 'tenant' ? 'the organization' : (scope.name ?? `a ${scope.kind} that is gone`)}`;

/** A figure of the metric, as people read it. */
export function anomalyFigure(metric: AnomalyRow['metric'], value: number): string {
  const digits = metric === 'cost' ? 2 : 0;
  const number = value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
  if (metric === 'cost') return `$${number}`;
  return metric === 'latency' ? `${number} ms` : number;
}

export const AnomalyState = ({ state, feedback }: Pick<AnomalyRow, 'state' | 'feedback'>) =>
  state === 'dismissed' ? (
    <StatusBadge tone="neutral">{feedback === 'false_alarm' ? 'False alarm' : 'Dismissed'}</StatusBadge>
  ) : (
    <StatusBadge tone={feedback === 'useful' ? 'success' : 'warning'}>{feedback === 'useful' ? 'Useful' : 'Open'}</StatusBadge>
  );

export const anomalyColumns: readonly Column<AnomalyRow>[] = [
  { id: 'what', header: 'What', value: anomalyTitle, narrow: true },
  { id: 'state', header: 'State', cell: (row) => <AnomalyState state={row.state} feedback={row.feedback} />, narrow: true },
  { id: 'actual', header: 'Was', value: (row) => anomalyFigure(row.metric, row.actual), align: 'end' },
  { id: 'expected', header: 'Usual', value: (row) => anomalyFigure(row.metric, row.expected), align: 'end' },
  { id: 'because', header: 'Because of', value: (row) => row.parts[0]?.name ?? row.parts[0]?.id ?? '–' },
  { id: 'started', header: 'Began', value: (row) => row.started_at, format: 'time', sort: 'started_at', descendingFirst: true },
];
