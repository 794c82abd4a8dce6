import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import type { Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import type { CostGroupRow, CostsData } from './cost-columns.tsx';
import { memberName } from './dimension-words.ts';

/** More colours than these cannot be told apart; the rest is one. */
const shownMax = 7;

const nano = (usd: string | undefined): bigint => parseUsd(usd ?? '0') ?? 0n;

const nameOf = ({ group }: CostGroupRow): string => group.map(memberName).join(' · ');

export interface CostChartProps {
  data: CostsData;
  reader: Reader;
  now: string;
}

/** How the dearest groups developed, and the rest as one: the stack is the total. */
export function CostChart({ data, reader, now }: CostChartProps) {
  const shown = data.groups.slice(0, shownMax).filter(({ cost_usd }) => nano(cost_usd) > 0n);
  const hasOther = data.groups.length > shown.length || data.other.count > 0;
  const points = data.starts.map((at, index) => {
    const costs = shown.map((row) => nano(row.series?.[index]));
    const rest = costs.reduce((left, cost) => left - cost, nano(data.series?.[index]));
    return { at, ...Object.fromEntries(costs.map((cost, place) => [`g${place}`, cost])), ...(hasOther ? { other: rest } : {}) };
  });
  return (
    <TimeSeriesChart
      title="Spend"
      data={points}
      index="at"
      categories={[...shown.map((_, place) => `g${place}`), ...(hasOther ? ['other'] : [])]}
      labels={{ ...Object.fromEntries(shown.map((row, place) => [`g${place}`, nameOf(row)])), other: 'Other' }}
      valueFormatter="money"
      bucket={data.range.bucket}
      end={data.range.to}
      reader={reader}
      now={now}
      height={260}
      href="/usage?from={from}&to={to}"
      zoom
    />
  );
}
