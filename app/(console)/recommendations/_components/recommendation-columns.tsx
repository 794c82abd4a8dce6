import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { RecommendationKindName, RecommendationState } from '#lib/contracts/recommendation-names.ts';
import type { Recommendation } from '#lib/contracts/recommendations.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';

/** A recommendation as pages have it. */
export type RecommendationRow = z.input<typeof Recommendation>;

export const kindLabels: Readonly<Record<RecommendationKindName, string>> = {
  cheaper_model: 'Cheaper model',
  switch_provider: 'Other provider',
  enable_cache: 'Cache',
  prompt_caching: 'Prompt caching',
  batch: 'Batch',
  timing: 'Timing',
  output_cap: 'Length of answers',
  reasoning_effort: 'Reasoning effort',
  failed_calls: 'Lost calls',
  department_outlier: 'Department',
  idle_budget: 'Idle budget',
  unused_keys: 'Unused keys',
  unused_connections: 'Unused connection',
};

export const stateLabels: Readonly<Record<RecommendationState, string>> = {
  open: 'Open',
  applied: 'Applied',
  measured: 'Measured',
  dismissed: 'Dismissed',
  undone: 'Undone',
  passed: 'Passed',
};

const tones = {
  open: 'info',
  applied: 'success',
  measured: 'success',
  dismissed: 'neutral',
  undone: 'neutral',
  passed: 'neutral',
} as const;

export const StateBadge = ({ state }: Pick<RecommendationRow, 'state'>) => (
  <StatusBadge tone={tones[state]}>{stateLabels[state]}</StatusBadge>
);

const nano = (usd: string): bigint => parseUsd(usd) ?? 0n;

/** What it really saved in a month, or why that is not known. */
export function realisedText({ measurement, state }: RecommendationRow, reader: Reader): string {
  if (state !== 'applied' && state !== 'measured') return '–';
  if (measurement === null) return 'not measured yet';
  if (measurement.monthly === null) return 'not enough calls yet';
  return createFormat(reader).moneySum(nano(measurement.monthly.amount_usd));
}

/** `low – high`, of 30 days. */
export const intervalText = (low: string, high: string, reader: Reader): string =>
  `${createFormat(reader).moneySum(nano(low))} to ${createFormat(reader).moneySum(nano(high))}`;

export const recommendationColumns = (reader: Reader): readonly Column<RecommendationRow>[] => [
  { id: 'what', header: 'What', value: (row) => row.title, narrow: true },
  {
    id: 'amount',
    header: 'A month',
    value: (row) => nano(row.amount_usd),
    format: 'money',
    align: 'end',
    sort: 'amount',
    descendingFirst: true,
    narrow: true,
  },
  {
    id: 'interval',
    header: '95 % interval',
    value: (row) => (nano(row.high_usd) === 0n ? '–' : intervalText(row.low_usd, row.high_usd, reader)),
    align: 'end',
  },
  { id: 'realised', header: 'Realised', value: (row) => realisedText(row, reader), align: 'end' },
  { id: 'confidence', header: 'Confidence', value: (row) => row.confidence },
  { id: 'effort', header: 'Effort', value: (row) => row.effort },
  { id: 'state', header: 'State', cell: (row) => <StateBadge state={row.state} /> },
  { id: 'kind', header: 'Kind', value: (row) => kindLabels[row.kind] },
  { id: 'found', header: 'Found', value: (row) => row.found_at, format: 'time', sort: 'found_at', descendingFirst: true },
];
