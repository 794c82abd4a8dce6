import type { UsageSums } from '#lib/contracts/analytics.ts';
import type { PlaceAnalytics } from '#lib/contracts/place-analytics.ts';
import { dayTable, measures, summaryTable } from '../kinds/usage-tables.ts';
import type { ReportColumn, ReportDocument, ReportSection } from '../report-document.ts';

const text = (id: string, header: string): ReportColumn => ({ id, header, kind: 'text' });
const number = (id: string, header: string): ReportColumn => ({ id, header, kind: 'count' });
/** Shares of 1 are written as percent. */
const percent = (share: number | null): number | null => (share === null ? null : share * 100);

function peopleTable({ member_productivity: people, privacy }: PlaceAnalytics): ReportSection {
  const withheld = privacy?.withheld ?? 0;
  return {
    ...{ id: 'people', title: 'People', total: null, barColumn: 'cost_usd' },
    columns: [
      ...[text('id', 'Id'), text('name', 'Person'), measures.requests.column, measures.cost.column],
      ...[{ id: 'success_percent', header: 'Succeeded', kind: 'percent' } as const, number('requests_per_day', 'Calls a day')],
      ...[number('efficiency_score', 'Efficiency'), text('trend', 'Trend'), text('models', 'Models')],
    ],
    rows: Object.entries(people ?? {}).map(([id, one]) => [
      ...[id, one.name, one.requests, one.cost_usd, percent(one.success_rate), one.requests_per_day],
      ...[one.efficiency_score, one.activity_trend, one.preferred_models.join(', ')],
    ]),
    note: withheld === 0 ? null : `${withheld} more had calls and are not shown.`,
  };
}

function modelTable({ model_performance: models }: PlaceAnalytics): ReportSection {
  return {
    ...{ id: 'models', title: 'Models', total: null, note: null, barColumn: 'cost_usd' },
    columns: [
      ...[text('model', 'Model'), measures.requests.column, measures.cost.column, number('tokens', 'Tokens')],
      ...[{ id: 'success_percent', header: 'Succeeded', kind: 'percent' } as const, number('latency_p50_ms', 'Median latency (ms)')],
      ...[number('latency_p95_ms', '95th percentile (ms)'), number('quality_score', 'Quality'), text('recommendation', 'Recommendation')],
      ...[text('alternative', 'Alternative'), { id: 'saving_usd', header: 'Saving (USD)', kind: 'usd' } as const],
    ],
    rows: (models ?? []).map((one) => [
      ...[one.model, one.requests, one.cost_usd, one.tokens, percent(one.success_rate), one.latency_p50_ms],
      ...[one.latency_p95_ms, one.quality_score, one.recommendation, one.alternative, one.saving_usd],
    ]),
  };
}

/** The figures of a place as tables: what its answer says, in the shape that files are written from. */
export function analyticsTables(answer: PlaceAnalytics): readonly ReportSection[] {
  const { usage, range, previous_range } = answer;
  if (usage === null) return [];
  const total: UsageSums = usage.totals;
  const costs = { total, previous_total: usage.previous_totals, previous_range };
  const series = { total, starts: usage.series.map(({ at }) => at.toISOString()), series: usage.series.map(({ cost_usd: cost }) => cost) };
  // Days have a table; hours of a day or two would all be called the same.
  const days = range.bucket === 'day' ? [dayTable(series, range.time_zone)] : [];
  return [summaryTable(costs), ...days, peopleTable(answer), modelTable(answer)];
}

/** What else a document says of itself. */
type Head = Pick<ReportDocument, 'organization' | 'scope' | 'createdAt' | 'periodLabel'>;

/** The document of a place's analytics. */
export const analyticsDocument = (answer: PlaceAnalytics, head: Head): ReportDocument => ({
  ...{ kind: 'usage', title: 'Analytics', ...head, timeZone: answer.range.time_zone },
  ...{ from: answer.range.from, to: answer.range.to, sections: analyticsTables(answer) },
});
