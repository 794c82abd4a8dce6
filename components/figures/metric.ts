import { dollarsOf, type Format } from '#lib/core/format.ts';

/**
 * What a column, series or figure measures, by name, because server components cannot hand functions to the browser.
 * Money is bigint nano-USD, durations are milliseconds, sizes bytes, percent a share of 1.
 */
export type Metric = 'money' | 'money_average' | 'money_call' | 'money_price' | 'count' | 'duration' | 'size' | 'percent';

export type Amount = number | bigint;

export const isMoney = (metric: Metric): boolean => metric.startsWith('money');

const nano = (amount: Amount): bigint => (typeof amount === 'bigint' ? amount : BigInt(Math.round(amount)));

/** A number for geometry: dollars for money, the amount itself otherwise. Never add these up. */
export function magnitudeOf(metric: Metric, amount: Amount): number {
  return isMoney(metric) ? dollarsOf(nano(amount)) : Number(amount);
}

/** In tables and tooltips: two decimals for sums, every digit for counts, so that a column adds up to its total. */
export function writeAmount(format: Format, metric: Metric, amount: Amount): string {
  switch (metric) {
    case 'money':
      return format.moneySum(nano(amount));
    case 'money_average':
      return format.moneyAverage(nano(amount));
    case 'money_call':
      return format.moneyCall(nano(amount));
    case 'money_price':
      return format.moneyPrice(nano(amount));
    case 'count':
      return format.countExact(amount);
    case 'duration':
      return format.duration(Number(amount));
    case 'size':
      return format.size(Number(amount));
    case 'percent':
      return format.percent(Number(amount));
  }
}

/** In headers, strips and sentences: no cents from $1,000, three digits for counts. */
export function writeLead(format: Format, metric: Metric, amount: Amount): string {
  if (metric === 'money') return format.moneyLead(nano(amount));
  return metric === 'count' ? format.count(amount) : writeAmount(format, metric, amount);
}

/** Every digit there is, for hover and copy. */
export function writeExact(format: Format, metric: Metric, amount: Amount): string {
  if (isMoney(metric)) return format.moneyExact(nano(amount));
  return writeAmount(format, metric, amount);
}

/** An axis tick; `at` is a magnitude of {@link magnitudeOf}. */
export function writeTick(format: Format, metric: Metric, at: number): string {
  if (isMoney(metric)) return format.moneyTick(at);
  switch (metric) {
    case 'count':
      return format.countTick(at);
    case 'size':
      return at === 0 ? '0' : format.size(at);
    case 'percent':
      return at === 0 ? '0' : format.percent(at);
    default:
      return at === 0 ? '0' : format.duration(at);
  }
}

/** Money charts of small sums take the precision in which their largest value still shows three digits. */
export function fitMetric(metric: Metric, largest: number): Metric {
  if (metric !== 'money' || largest >= 1 || largest === 0) return metric;
  return largest >= 0.01 ? 'money_average' : 'money_call';
}

/** Totals of money are sums, however fine the single values are written. */
export const leadMetric = (metric: Metric): Metric => (metric === 'money_average' || metric === 'money_call' ? 'money' : metric);

/** Unit of the raw amounts in an export. */
export const exportUnit: Record<Metric, string> = {
  money: 'nano-USD',
  money_average: 'nano-USD',
  money_call: 'nano-USD',
  money_price: 'nano-USD per 1M',
  count: '',
  duration: 'ms',
  size: 'bytes',
  percent: 'share of 1',
};
