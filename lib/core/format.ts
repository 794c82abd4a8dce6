/**
 * How every figure of the console, the mails and the reports is written: the only place that turns a number into text.
 * The rules stand in docs; money is integer nano-USD and keeps all its digits, shares are fractions of 1, times are instants.
 * Every text keeps a no-break space before its unit and uses a true minus sign.
 */
import * as money from './format/money.ts';
import * as number from './format/number.ts';
import * as time from './format/time.ts';

export type { CostState } from './format/money.ts';
export { dollarsOf } from './format/money.ts';
export type { Change } from './format/number.ts';
export type { Bucket, Reader } from './format/time.ts';
export { rfc3339 } from './format/time.ts';

/** The writing rules bound to one reader; see {@link createFormat}. */
export type Format = ReturnType<typeof createFormat>;

/** Binds the rules to a reader. Cheap: the Intl objects behind it are shared by the process. */
export function createFormat(reader: time.Reader) {
  const { locale } = reader;
  return {
    reader,
    /** Table sums, two decimals: `$8,640.18`. */
    moneySum: (nano: bigint) => money.moneySum(locale, nano),
    /** Sentences and strips, no cents from $1,000: `$21,864`. */
    moneyLead: (nano: bigint) => money.moneyLead(locale, nano),
    /** One call, six decimals: `$0.034401`. */
    moneyCall: (nano: bigint) => money.moneyCall(locale, nano),
    /** Averages, four decimals: `$0.0474`. */
    moneyAverage: (nano: bigint) => money.moneyAverage(locale, nano),
    /** All nine decimals, for hover and copy. */
    moneyExact: (nano: bigint) => money.moneyExact(locale, nano),
    /** Price of a million units: `$3.00`, `$0.0375`. */
    moneyPrice: (nanoPerMillion: bigint) => money.moneyPrice(locale, nanoPerMillion),
    /** Axis ticks; the amount is in dollars, not nano-dollars. */
    moneyTick: (dollars: number) => money.moneyTick(locale, dollars),
    /** The cost of one call in any of its states. */
    callCost: (cost: money.CostState, places?: 4 | 6) => money.callCost(locale, cost, places),
    /** Exact to 9,999, then `12.3K`. */
    count: (value: number | bigint) => number.count(locale, value),
    /** Every digit: `1,380,221`. */
    countExact: (value: number | bigint) => number.countExact(locale, value),
    countTick: (value: number) => number.countTick(locale, value),
    /** Milliseconds: `812 ms`, `3.42 s`, `2 m 14 s`. */
    duration: (milliseconds: number) => number.duration(locale, milliseconds),
    /** Bytes: `14.2 MB`. */
    size: (bytes: number) => number.size(locale, bytes),
    /** Share of 1: `39.5%`. */
    percent: (share: number) => number.percent(locale, share),
    /** Difference of two shares of 1: `+1.2 pp`. */
    percentagePoints: (difference: number) => number.percentagePoints(locale, difference),
    /** Relative change between two figures of the same kind. */
    change: (before: number, after: number) => number.change(locale, before, after),
    /** Change in the figure's own unit; `magnitude` is the unsigned difference, written. */
    changeBy: (difference: number, magnitude: string) => number.changeBy(difference, magnitude),
    /** `Nov 20`. */
    day: (date: Date, now: Date) => time.day(reader, date, now),
    /** `Nov 20, 14:03:22`. */
    dateTime: (date: Date, now: Date) => time.dateTime(reader, date, now),
    /** `14:03:22.418`. */
    timeOfDay: (date: Date) => time.timeOfDay(reader, date),
    /** `14:03`. */
    hourMinute: (date: Date) => time.hourMinute(reader, date),
    /** "12 min ago" under 24 hours, else absolute. */
    relative: (date: Date, now: Date) => time.relative(reader, date, now),
    /** `Nov 1–20`; `to` is exclusive. */
    dayRange: (from: Date, to: Date, now: Date) => time.dayRange(reader, from, to, now),
    /** Full label of a chart bucket. */
    bucketLabel: (bucket: time.Bucket, from: Date, to: Date, now: Date) => time.bucketLabel(reader, bucket, from, to, now),
    /** Axis label of a chart bucket. */
    bucketTick: (bucket: time.Bucket, from: Date) => time.bucketTick(reader, bucket, from),
  };
}
