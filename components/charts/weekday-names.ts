/** 1 January 2024 was a Monday. */
const monday = Date.UTC(2024, 0, 1);
const dayMs = 86_400_000;

/** Weekdays from Monday in a locale. */
export function weekdayNames(locale: string): { long: readonly string[]; short: readonly string[] } {
  const names = (weekday: 'long' | 'short'): string[] => {
    const format = new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' });
    return Array.from({ length: 7 }, (_, day) => format.format(monday + day * dayMs));
  };
  return { long: names('long'), short: names('short') };
}
