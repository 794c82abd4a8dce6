import type { z } from 'zod';
import type { Metric } from '#components/figures/metric.ts';
import type { CostDimension } from '#lib/contracts/costs.ts';
import type { Dashboard, DashboardTemplate } from '#lib/contracts/dashboards.ts';
import { type FigureMeasure, unitOf, type WidgetRange } from '#lib/contracts/widget-names.ts';
import type { WidgetAnswer, WidgetKind } from '#lib/contracts/widgets.ts';
import { parseUsd } from '#lib/core/money.ts';

/** A dashboard as pages have it. */
export type BoardData = z.input<typeof Dashboard>;
/** A widget as pages have it. */
export type WidgetData = BoardData['widgets'][number];
export type AnswerData = z.input<typeof WidgetAnswer>;

export const kindWords: Readonly<Record<WidgetKind, string>> = {
  figure: 'Figure',
  series: 'Development',
  bars: 'Largest',
  table: 'Table',
  budget: 'Budget',
  text: 'Text',
};

export const measureWords: Readonly<Record<FigureMeasure, string>> = {
  cost: 'Spend',
  requests: 'Requests',
  input_tokens: 'Input tokens',
  output_tokens: 'Output tokens',
  failed: 'Failed calls',
  error_rate: 'Error rate',
  cost_per_request: 'Cost a request',
  latency_p50: 'Latency, median',
  latency_p95: 'Latency, p95',
  first_token_p95: 'First token, p95',
  active_users: 'People',
  active_keys: 'Keys',
};

export const dimensionWords: Readonly<Record<CostDimension, string>> = {
  department: 'Department',
  team: 'Team',
  project: 'Project',
  environment: 'Environment',
  user: 'Person',
  key: 'Key',
  connection: 'Connection',
  provider: 'Provider',
  model: 'Model',
};

/** What calls without one are called, and what is gone. */
export const memberWords = (of: CostDimension, { id, name }: { readonly id: string | null; readonly name: string | null }): string =>
  name ?? (id === null ? `No ${dimensionWords[of].toLowerCase()}` : 'Gone');

export const isDimension = (text: string): text is CostDimension => Object.hasOwn(dimensionWords, text);

export const rangeWords: Readonly<Record<WidgetRange, string>> = {
  today: 'Today',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  all: 'Since the first call',
};

export const templateWords: Readonly<Record<DashboardTemplate, { readonly label: string; readonly detail: string }>> = {
  executive: { label: 'Executive', detail: 'Spend, use and errors, by team and model' },
  finance: { label: 'Finance', detail: 'Spend by provider, team and model' },
  platform: { label: 'Platform', detail: 'Errors and latency, by provider and model' },
  team: { label: 'Team', detail: 'Spend, requests and people, by model' },
  blank: { label: 'Blank', detail: 'Nothing yet' },
};

const metrics = { usd: 'money', count: 'count', share: 'percent', ms: 'duration' } as const satisfies Record<string, Metric>;

/** How the numbers of a measure are written. */
export const metricOf = (measure: FigureMeasure): Metric => (measure === 'cost_per_request' ? 'money_average' : metrics[unitOf[measure]]);

/** A number of an answer as charts and figures have it: money in nano-dollars. */
export const amountOf = (measure: FigureMeasure, text: string): bigint | number =>
  unitOf[measure] === 'usd' ? (parseUsd(text) ?? 0n) : Number(text);

/** What a widget shows, in words: "Spend by team, last 7 days". */
export function wordsOf(widget: WidgetData): string {
  if (widget.kind === 'text') return 'Text';
  if (widget.kind === 'budget') return 'How a budget stands';
  const by = widget.kind === 'figure' ? [] : widget.kind === 'table' ? widget.group_by : [widget.group_by ?? null];
  const split = by.flatMap((name) => (name === null ? [] : [dimensionWords[name].toLowerCase()])).join(' and ');
  const measure = widget.kind === 'table' ? 'Spend and requests' : measureWords[widget.measure];
  const range = widget.range === undefined || widget.range === 'dashboard' ? '' : `, ${rangeWords[widget.range].toLowerCase()}`;
  const filters = Object.keys(widget.filters ?? {}).length;
  return `${measure}${split === '' ? '' : ` by ${split}`}${range}${filters === 0 ? '' : ', filtered'}`;
}
