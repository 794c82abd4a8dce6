import { LeadAmount } from '#components/figures/lead-amount.tsx';
import { bucketState, type ChartRow, type CompareSeries } from './plot-model.ts';
import { runningSum } from './running-sum.ts';
import { TimeSeriesChart, type TimeSeriesChartProps } from './time-series-chart.tsx';

export interface CumulativeChartProps extends Omit<TimeSeriesChartProps, 'type' | 'categories' | 'scale'> {
  /** The one amount that is added up, bucket by bucket. */
  category: string;
}

/**
 * Will it last: what has been spent since the period began, the period before in grey, and the limit where there is one.
 * Rows hold the amounts of single buckets up to the period's end, those ahead without one; so does the comparison.
 */
export function CumulativeChart({ category, compare, ...props }: CumulativeChartProps) {
  const { data, index, end, now } = props;
  const starts = data.map((row) => String(row[index]));
  const amounts = data.map((row) => {
    const value = row[category];
    return typeof value === 'bigint' || typeof value === 'number' ? value : null;
  });
  const summed = runningSum(amounts, (position) => bucketState({ starts, end, now }, position) === 'future');
  const reached = summed.findLast((cell) => cell !== null);
  const before: CompareSeries | undefined = compare && { ...compare, values: runningSum(compare.values, () => false) };
  return (
    <TimeSeriesChart
      {...props}
      type="lines"
      data={data.map((row, position): ChartRow => ({ [index]: row[index], [category]: summed[position] ?? null }))}
      categories={[category]}
      compare={before}
      total={
        props.total ??
        (reached === undefined || reached === null ? null : (
          <LeadAmount metric={props.valueFormatter} amount={reached} reader={props.reader} />
        ))
      }
    />
  );
}
