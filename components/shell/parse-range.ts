import type { Preset, Range } from './range.ts';
import { type CalendarDay, readDay, shiftDay, writeDay } from './zoned-time.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const named: Record<string, Preset> = {
  today: 'today',
  'this month': 'month',
  month: 'month',
  'this quarter': 'quarter',
  quarter: 'quarter',
  'this year': 'year',
  year: 'year',
  all: 'all',
  'last 7 days': '7d',
  'last 30 days': '30d',
};

const unitDays: Record<string, number> = { day: 1, week: 7 };

/**
 * Understands what people type: "last 10 days", "yesterday", "last month", "oct", "nov 1-20", "2026-11-01 to 2026-11-20".
 * `today` is the current day in the reader's zone. Undefined when it means nothing; a month without a year is the latest past one.
 */
export function parseRange(text: string, today: CalendarDay): Range | undefined {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ').replace(/[–—]/g, '-');
  const preset = named[words];
  if (preset) return { preset };
  return parseRelative(words, today) ?? parseMonth(words, today) ?? parseDays(words, today);
}

const fixed = (from: CalendarDay, to: CalendarDay): Range => ({ from: writeDay(from), to: writeDay(to) });

function parseRelative(words: string, today: CalendarDay): Range | undefined {
  if (words === 'yesterday') return fixed(shiftDay(today, { days: -1 }), shiftDay(today, { days: -1 }));
  if (words === 'last month') {
    const first = shiftDay({ ...today, day: 1 }, { months: -1 });
    return fixed(first, shiftDay({ ...today, day: 1 }, { days: -1 }));
  }
  const match = /^(?:last |past )?(\d{1,4}) ?(d|w|m|days?|weeks?|months?)$/.exec(words);
  if (!match) return undefined;
  const [, amount = '0', unit = 'd'] = match;
  if (Number(amount) === 0) return undefined;
  if (unit.startsWith('m')) return fixed(shiftDay(shiftDay(today, { months: -Number(amount) }), { days: 1 }), today);
  const days = Number(amount) * (unitDays[unit.startsWith('w') ? 'week' : 'day'] ?? 1);
  return fixed(shiftDay(today, { days: 1 - days }), today);
}

/** The latest `month` that has begun, or the one of the given year. */
function monthOf(name: string, year: string | undefined, today: CalendarDay): CalendarDay | undefined {
  const month = months.indexOf(name.slice(0, 3)) + 1;
  if (month === 0) return undefined;
  return { year: year ? Number(year) : month > today.month ? today.year - 1 : today.year, month, day: 1 };
}

function parseMonth(words: string, today: CalendarDay): Range | undefined {
  const match = /^([a-z]{3,9})\.?(?: (\d{4}))?$/.exec(words);
  const first = match && monthOf(match[1] ?? '', match[2], today);
  return first ? fixed(first, shiftDay(shiftDay(first, { months: 1 }), { days: -1 })) : undefined;
}

function parseDays(words: string, today: CalendarDay): Range | undefined {
  const iso = /^(\d{4}-\d{2}-\d{2})(?: ?(?:-|to|until) ?(\d{4}-\d{2}-\d{2}))?$/.exec(words);
  if (iso) return ordered(readDay(iso[1] ?? ''), readDay(iso[2] ?? iso[1] ?? ''));
  const match = /^([a-z]{3,9})\.? (\d{1,2})(?: ?(?:-|to|until) ?(?:([a-z]{3,9})\.? )?(\d{1,2}))?(?:,? (\d{4}))?$/.exec(words);
  if (!match) return undefined;
  const [, startName = '', startDay = '', endName = startName, endDay = startDay, year] = match;
  const [start, end] = [monthOf(startName, year, today), monthOf(endName, year, today)];
  return start && end ? ordered(existing(start, startDay), existing(end, endDay)) : undefined;
}

const existing = (month: CalendarDay, day: string): CalendarDay | undefined => readDay(writeDay({ ...month, day: Number(day) }));

function ordered(from: CalendarDay | undefined, to: CalendarDay | undefined): Range | undefined {
  return from && to && writeDay(from) <= writeDay(to) ? fixed(from, to) : undefined;
}
