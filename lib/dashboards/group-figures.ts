import type { UsageSums } from '#lib/contracts/analytics.ts';
import type { CostGroup, Costs } from '#lib/contracts/costs.ts';
import type { Widget, WidgetFigures } from '#lib/contracts/widgets.ts';
import { formatUsd } from '#lib/core/money.ts';

type Of<Kind extends Widget['kind']> = Extract<Widget, { kind: Kind }>;
type FiguresOf<Kind extends Widget['kind']> = Extract<WidgetFigures, { kind: Kind }>;
type Measure = Of<'bars'>['measure'];

/** A measure of sums: nano-USD for cost, else a count. Failed calls include those that broke off. */
function amountOf(measure: Measure, sums: UsageSums): bigint {
  if (measure === 'cost') return sums.cost_usd;
  if (measure === 'failed') return BigInt(sums.failed + sums.interrupted);
  if (measure === 'input_tokens') return BigInt(sums.input_tokens + sums.cache_read_tokens + sums.cache_write_tokens);
  return BigInt(sums[measure]);
}

/** A measure as answers have it: dollars as a decimal number, counts in digits. */
export const amountText = (measure: string, amount: bigint): string => (measure === 'cost' ? formatUsd(amount) : String(amount));

/** What a group is called: its members beside each other. */
const nameOf = ({ group }: CostGroup): { id: string | null; name: string | null } => ({
  id: group.length === 1 ? (group[0]?.id ?? null) : null,
  name: group.length === 1 ? (group[0]?.name ?? null) : group.map(({ name }) => name ?? '').join(' '),
});

/** Groups by their size, and the rest: together they are the total. */
export function barsOf(widget: Of<'bars'>, costs: Costs): FiguresOf<'bars'> {
  const { measure, limit, group_by } = widget;
  const sized = costs.groups
    .map((group) => ({ ...nameOf(group), amount: amountOf(measure, group) }))
    .filter(({ amount }) => amount > 0n)
    .sort((one, other) => (one.amount > other.amount ? -1 : one.amount < other.amount ? 1 : 0));
  const shown = sized.slice(0, limit);
  const total = amountOf(measure, costs.total);
  return {
    ...{ kind: 'bars', measure, group_by, total: amountText(measure, total) },
    items: shown.map(({ id, name, amount }) => ({ id, name, value: amountText(measure, amount) })),
    other: {
      value: amountText(
        measure,
        shown.reduce((rest, { amount }) => rest - amount, total),
      ),
      count: sized.length - shown.length + costs.other.count,
    },
  };
}

/** The dearest groups over time, and what is left of everything. */
export function groupSeriesOf(widget: Of<'series'>, costs: Costs): FiguresOf<'series'> {
  const shown = costs.groups.slice(0, widget.limit).filter(({ cost_usd }) => cost_usd > 0n);
  const rest = (costs.series ?? []).map((all, at) => shown.reduce((left, { series }) => left - (series?.[at] ?? 0n), all));
  const hasRest = costs.groups.length > shown.length || costs.other.count > 0;
  const text = (values: readonly bigint[]) => values.map((value) => amountText('cost', value));
  return {
    ...{ kind: 'series', measure: 'cost', bucket: costs.range.bucket, end: costs.range.to, time_zone: costs.range.time_zone },
    starts: costs.starts.map((at) => new Date(at)),
    lines: [
      ...shown.map((group) => ({ of: 'group' as const, ...nameOf(group), values: text(group.series ?? []) })),
      ...(hasRest ? [{ of: 'other' as const, id: null, name: null, values: text(rest) }] : []),
    ],
  };
}

/** The dearest groups with what they did, and the rest. */
export function tableOf(widget: Of<'table'>, costs: Costs): FiguresOf<'table'> {
  const rows = costs.groups.slice(0, widget.limit);
  const left = costs.groups.slice(widget.limit);
  return {
    ...{ kind: 'table', group_by: [...widget.group_by] },
    rows: rows.map((group) => ({
      group: group.group,
      ...{ cost: formatUsd(group.cost_usd), requests: String(group.requests), failed: amountText('failed', amountOf('failed', group)) },
    })),
    other: {
      cost: formatUsd(left.reduce((sum, { cost_usd }) => sum + cost_usd, costs.other.cost_usd)),
      requests: String(left.reduce((sum, { requests }) => sum + requests, costs.other.requests)),
      count: left.length + costs.other.count,
    },
    total: { cost: formatUsd(costs.total.cost_usd), requests: String(costs.total.requests) },
  };
}
