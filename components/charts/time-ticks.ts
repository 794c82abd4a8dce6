import type { Bucket, Reader } from '#lib/core/format.ts';
import { createFormat } from '#lib/core/format.ts';

/** A label under the plot. */
export interface TimeTick {
  /** Index of the bucket whose middle it names. */
  index: number;
  text: string;
  /** Left out where the plot is narrow. */
  minor: boolean;
}

interface WallClock {
  minute: number;
  hour: number;
  /** Days since 1970 in the reader's zone. */
  day: number;
  /** 0 is Monday. */
  weekday: number;
  /** Months since 1970. */
  month: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(timeZone: string, at: Date): WallClock {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  formats.set(timeZone, format);
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = part;
  const days = Math.floor(Date.UTC(year, month - 1, day) / 86_400_000);
  // 1 January 1970 was a Thursday.
  return { minute, hour, day: days, weekday: (days + 3) % 7, month: (year - 1970) * 12 + month - 1 };
}

interface Stride {
  holds: (clock: WallClock) => boolean;
  /** What the labels name, where that is not the bucket. */
  names?: Bucket;
}

const everyMinutes = (step: number): Stride => ({ holds: ({ minute, hour }) => (hour * 60 + minute) % step === 0 });
const everyHours = (step: number): Stride => ({ holds: ({ hour, minute }) => minute === 0 && hour % step === 0 });
const midnights = (step: number): Stride => ({
  holds: ({ hour, minute, day }) => hour === 0 && minute === 0 && day % step === 0,
  names: 'day',
});
const everyDays = (step: number): Stride => ({ holds: ({ day }) => day % step === 0 });
const mondays = (step: number): Stride => ({ holds: ({ weekday, day }) => weekday === 0 && Math.floor((day + 3) / 7) % step === 0 });
const everyMonths = (step: number): Stride => ({ holds: ({ month }) => month % step === 0 });

/** Strides from fine to coarse; the first that gives few enough labels is taken. */
const strides: Record<Bucket, readonly Stride[]> = {
  minute: [...[1, 5, 10, 15, 30, 60, 120, 180, 360].map(everyMinutes), midnights(1)],
  hour: [...[1, 2, 3, 4, 6, 12].map(everyHours), midnights(1), midnights(2), midnights(7)],
  day: [everyDays(1), everyDays(2), mondays(1), mondays(2), mondays(4), mondays(8), mondays(13)],
  week: [1, 2, 4, 8, 13].map(mondays),
  month: [1, 2, 3, 6, 12, 24].map(everyMonths),
};

const limit = 5;
/** Up to this many buckets each gets its label: a week of days reads better whole. */
const wholeLimit = 7;

/** At most five labels on round moments of the reader's zone: midnights, Mondays, quarters; all of them up to seven buckets. */
export function timeTicks(reader: Reader, bucket: Bucket, starts: readonly string[]): readonly TimeTick[] {
  const clocks = starts.map((start) => wallClock(reader.timeZone, new Date(start)));
  const chosen = (strides[bucket] ?? [])
    .map((stride) => ({ stride, indices: clocks.flatMap((clock, index) => (stride.holds(clock) ? [index] : [])) }))
    .find(({ indices }) => indices.length > 0 && indices.length <= (indices.length === starts.length ? wholeLimit : limit));
  const format = createFormat(reader);
  const indices = chosen?.indices ?? evenly(starts.length);
  const severalDays = clocks[0]?.day !== clocks.at(-1)?.day;
  return indices.map((index, place) => {
    const clock = clocks[index];
    // "00:00" says nothing where the plot has several of them.
    const midnight = (bucket === 'hour' || bucket === 'minute') && severalDays && clock?.hour === 0 && clock.minute === 0;
    const names = midnight ? 'day' : (chosen?.stride.names ?? bucket);
    return { index, text: format.bucketTick(names, new Date(starts[index] ?? 0)), minor: indices.length > 4 && place % 2 === 1 };
  });
}

/** First and last, for ranges no stride fits. */
function evenly(count: number): number[] {
  return count < 2 ? Array.from({ length: count }, (_, index) => index) : [0, count - 1];
}
