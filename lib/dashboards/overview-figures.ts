import type { Overview, PeriodFigures } from '#lib/contracts/analytics.ts';
import type { FigureMeasure } from '#lib/contracts/widget-names.ts';
import type { Widget, WidgetFigures } from '#lib/contracts/widgets.ts';
import { formatUsd } from '#lib/core/money.ts';
import { amountText } from './group-figures.ts';

type Of<Kind extends Widget['kind']> = Extract<Widget, { kind: Kind }>;
type FiguresOf<Kind extends Widget['kind']> = Extract<WidgetFigures, { kind: Kind }>;

const numberText = (value: number | null): string | null => (value === null ? null : String(value));

/** A measure of a whole period; null where it cannot be told. */
const measures: Readonly<Record<FigureMeasure, (of: PeriodFigures) => string | null>> = {
  cost: ({ cost_usd }) => formatUsd(cost_usd),
  requests: ({ requests }) => String(requests),
  input_tokens: (of) => String(of.input_tokens + of.cache_read_tokens + of.cache_write_tokens),
  output_tokens: ({ output_tokens }) => String(output_tokens),
  failed: ({ failed, interrupted }) => String(failed + interrupted),
  error_rate: ({ error_rate }) => numberText(error_rate),
  cost_per_request: ({ cost_usd, requests }) => (requests === 0 ? null : formatUsd(cost_usd / BigInt(requests))),
  latency_p50: ({ latency_p50_ms }) => numberText(latency_p50_ms),
  latency_p95: ({ latency_p95_ms }) => numberText(latency_p95_ms),
  first_token_p95: ({ first_token_p95_ms }) => numberText(first_token_p95_ms),
  active_users: ({ active_users }) => String(active_users),
  active_keys: ({ active_keys }) => String(active_keys),
};

export const figureOf = ({ measure }: Of<'figure'>, { totals, previous_totals: previous }: Overview): FiguresOf<'figure'> => ({
  ...{ kind: 'figure', measure, value: measures[measure](totals) },
  previous: previous === null ? null : measures[measure](previous),
});

export const totalSeriesOf = ({ measure }: Of<'series'>, { range, series }: Overview): FiguresOf<'series'> => ({
  ...{ kind: 'series', measure, bucket: range.bucket, end: range.to, time_zone: range.time_zone },
  starts: series.map(({ at }) => at),
  lines: [
    {
      ...{ of: 'total', id: null, name: null },
      values: series.map((point) => (measure === 'cost' ? amountText(measure, point.cost_usd) : String(point[measure]))),
    },
  ],
});
