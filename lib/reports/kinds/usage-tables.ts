import { readCosts } from '#lib/analytics/index.ts';
import { wallAt } from '#lib/budgets/local-time.ts';
import type { UsageSums } from '#lib/contracts/analytics.ts';
import { type CostDimension, type Costs, costGroupsMax, type exploreCosts } from '#lib/contracts/costs.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import type { ReportSectionName } from '#lib/contracts/report-request.ts';
import type { ReportCell, ReportColumn, ReportSection } from '../report-document.ts';
import type { ReportReader } from '../report-request.ts';

/** Sections that are one dimension of the costs each, and what calls without a value of it are called. */
export const dimensionOf = {
  departments: { of: 'department', title: 'Departments', header: 'Department', none: 'No department' },
  teams: { of: 'team', title: 'Teams', header: 'Team', none: 'No team' },
  projects: { of: 'project', title: 'Projects', header: 'Project', none: 'No project' },
  people: { of: 'user', title: 'People', header: 'Person', none: 'Nobody' },
  keys: { of: 'key', title: 'Virtual keys', header: 'Key', none: 'No key' },
  models: { of: 'model', title: 'Models', header: 'Model', none: 'No model' },
  providers: { of: 'provider', title: 'Providers', header: 'Provider', none: 'No provider' },
} as const satisfies Partial<Record<ReportSectionName, { of: CostDimension; title: string; header: string; none: string }>>;

/** A section that is one dimension. */
export type DimensionSection = keyof typeof dimensionOf;

/** A column of sums: how it is called, and its value of a row. */
interface Measure {
  readonly column: ReportColumn;
  of(sums: UsageSums, previousNanoUsd: bigint | null): ReportCell;
}

const inputTokens = (sums: UsageSums): number => sums.input_tokens + sums.cache_read_tokens + sums.cache_write_tokens;

/** What tables of usage can show. Tokens read from and written to caches are input. */
export const measures = {
  cost: { column: { id: 'cost_usd', header: 'Cost (USD)', kind: 'usd' }, of: (sums) => sums.cost_usd },
  previous: { column: { id: 'previous_cost_usd', header: 'Period before (USD)', kind: 'usd' }, of: (_, previous) => previous },
  change: {
    column: { id: 'change_percent', header: 'Change', kind: 'percent' },
    of: (sums, previous) => changeOf(sums.cost_usd, previous),
  },
  requests: { column: { id: 'requests', header: 'Calls', kind: 'count' }, of: (sums) => sums.requests },
  failed: { column: { id: 'failed', header: 'Failed', kind: 'count' }, of: (sums) => sums.failed + sums.interrupted },
  refused: { column: { id: 'refused', header: 'Refused', kind: 'count' }, of: (sums) => sums.refused },
  input: { column: { id: 'input_tokens', header: 'Input tokens', kind: 'count' }, of: inputTokens },
  output: { column: { id: 'output_tokens', header: 'Output tokens', kind: 'count' }, of: (sums) => sums.output_tokens },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof measures;

/** Percent by which an amount is above an earlier one; null where that was nothing. */
export const changeOf = (now: bigint, before: bigint | null): number | null =>
  before === null || before === 0n ? null : Number(((now - before) * 10_000n) / before) / 100;

/** What `costs.explore` answers for the report's scope and period, split by one dimension. */
export function costsOf(
  { ctx, scope, period }: ReportReader,
  of: CostDimension,
  options: { readonly series?: boolean } = {},
): Promise<Costs> {
  const id = scope.id ?? undefined;
  const asked: InputOf<typeof exploreCosts> = {
    ...{ range: 'custom', from: new Date(period.startMs), to: new Date(period.endMs), time_zone: period.timeZone },
    ...{ bucket: 'day', compare: 'previous', group_by: [of], series: options.series ?? false, limit: costGroupsMax },
    ...(scope.kind === 'department' ? { department_id: id } : {}),
    ...(scope.kind === 'team' ? { team_id: id } : {}),
    ...(scope.kind === 'project' ? { project_id: id } : {}),
  };
  // A report is handed on, so it names nobody whom the organization's figures do not name, its author included.
  return readCosts(ctx, asked, 'anybody');
}

/** A table of one dimension with the sums asked for, the dearest first; its total is the API's. */
export function dimensionTable(section: DimensionSection, costs: Costs, names: readonly MeasureName[], rowsMax: number): ReportSection {
  const { title, header, none } = dimensionOf[section];
  const shown = costs.groups.slice(0, rowsMax);
  const chosen = names.map((name) => measures[name] as Measure);
  const valuesOf = (sums: UsageSums, previous: bigint | null): ReportCell[] => chosen.map((measure) => measure.of(sums, previous));
  const left = costs.groups.length + costs.other.count - shown.length;
  return {
    ...{ id: section, title },
    columns: [{ id: 'id', header: 'Id', kind: 'text' }, { id: 'name', header, kind: 'text' }, ...chosen.map(({ column }) => column)],
    rows: shown.map((row) => {
      const [member] = row.group;
      return [member?.id ?? null, member?.name ?? member?.id ?? none, ...valuesOf(row, row.previous_cost_usd)];
    }),
    total: [null, 'Total', ...valuesOf(costs.total, costs.previous_total?.cost_usd ?? null)],
    note:
      left === 0
        ? null
        : `${left} ${section === 'people' || section === 'keys' ? 'more' : 'smaller ones'} are in the total and not in the rows.`,
    barColumn: names.includes('cost') ? 'cost_usd' : 'requests',
  };
}

/** Cost by local day. */
export function dayTable(costs: Pick<Costs, 'starts' | 'series'> & { readonly total: UsageSums }, timeZone: string): ReportSection {
  const dayText = (start: string): string => new Date(wallAt(timeZone, Date.parse(start))).toISOString().slice(0, 10);
  return {
    ...{ id: 'days', title: 'Days' },
    columns: [{ id: 'day', header: 'Day', kind: 'day' }, measures.cost.column],
    rows: costs.starts.map((start, index) => [dayText(start), costs.series?.[index] ?? 0n]),
    total: ['Total', costs.total.cost_usd],
    note: null,
    barColumn: 'cost_usd',
  };
}

/** Sums of a period and of the one before. */
interface Summed {
  readonly total: UsageSums;
  readonly previous_total: UsageSums | null;
  readonly previous_range: Costs['previous_range'];
}

/** The sums of the whole period beside those of the one before. */
export function summaryTable(costs: Summed): ReportSection {
  const { total, previous_total: before } = costs;
  const row = (label: string, value: ReportCell, previous: ReportCell, change: number | null): ReportCell[] => [
    label,
    value,
    previous,
    change,
  ];
  const counted = (label: string, of: (sums: UsageSums) => number): ReportCell[] => {
    const [now, then] = [of(total), before === null ? null : of(before)];
    return row(label, now, then, changeOf(BigInt(now), then === null ? null : BigInt(then)));
  };
  return {
    ...{ id: 'summary', title: 'Summary', total: null },
    columns: [
      { id: 'figure', header: 'Figure', kind: 'text' },
      { id: 'value', header: 'This period', kind: 'count' },
      { id: 'previous', header: 'Period before', kind: 'count' },
      { id: 'change_percent', header: 'Change', kind: 'percent' },
    ],
    rows: [
      row('Cost (USD)', total.cost_usd, before?.cost_usd ?? null, changeOf(total.cost_usd, before?.cost_usd ?? null)),
      counted('Calls', (sums) => sums.requests),
      counted('Failed', (sums) => sums.failed + sums.interrupted),
      counted('Refused', (sums) => sums.refused),
      counted('Input tokens', inputTokens),
      counted('Output tokens', (sums) => sums.output_tokens),
    ],
    note: costs.previous_range === null ? null : 'The period before is as long as this one and ends where it begins.',
  };
}
