import { createFormat, type Reader } from '#lib/core/format.ts';
import { type Comparison, type Preset, type Range, type RangeContext, resolveComparison, resolveRange, type Span } from './range.ts';

export const presetNames: Record<Preset, string> = {
  today: 'Today',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  month: 'This month',
  quarter: 'This quarter',
  year: 'This fiscal year',
  all: 'All',
};

export interface RangeWords {
  /** On the button: "Nov 1–20". */
  short: string;
  /** Beside it: "vs. Oct 1–20", undefined without a comparison. */
  versus: string | undefined;
  /** In the panel: "20 days, compared with Oct 1–20, Europe/Berlin". */
  long: string;
}

/** A range in words for one reader; undefined when the range does not resolve. */
export function rangeWords(range: Range, comparison: Comparison, context: RangeContext, reader: Reader): RangeWords | undefined {
  const span = resolveRange(range, context);
  if (!span) return undefined;
  const compared = resolveComparison(comparison, range, context);
  const short = spanWords(span, context, reader);
  const versus = compared ? spanWords(compared, context, reader) : undefined;
  const parts = [lengthWords(span), versus === undefined ? undefined : `compared with ${versus}`, context.timeZone];
  return { short, versus: versus === undefined ? undefined : `vs. ${versus}`, long: parts.filter(Boolean).join(', ') };
}

const hourMs = 3_600_000;

function spanWords({ from, to }: Span, { now }: RangeContext, reader: Reader): string {
  const format = createFormat(reader);
  if (to.getTime() - from.getTime() < 22 * hourMs) {
    return `${format.day(from, now)}, ${format.hourMinute(from)}–${format.hourMinute(to)}`;
  }
  return format.dayRange(from, to, now);
}

function lengthWords({ from, to }: Span): string {
  const hours = (to.getTime() - from.getTime()) / hourMs;
  if (hours < 22) return hours < 1 ? `${Math.round(hours * 60)} minutes` : `${Math.round(hours)} hours`;
  const days = Math.round(hours / 24);
  return days === 1 ? '1 day' : `${days} days`;
}
