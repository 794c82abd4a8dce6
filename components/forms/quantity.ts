/** What people type for an amount, understood leniently and told back exactly. Undefined means "not understood". */

/** Decimal and group separators of a locale. */
function separators(locale: string): { decimal: string; group: string } {
  const parts = new Intl.NumberFormat(locale).formatToParts(1_234_567.8);
  const find = (type: string, otherwise: string): string => parts.find((part) => part.type === type)?.value ?? otherwise;
  return { decimal: find('decimal', '.'), group: find('group', ',') };
}

/**
 * "1.200,50" in German and "1,200.50" in English become "1200.50". A group mark that is not followed by three digits is
 * taken for a decimal mark, so that "1,5" never becomes 15.
 */
function plainDecimal(text: string, locale: string): string | undefined {
  const { decimal, group } = separators(locale);
  const compact = text.replace(/[\s\u00A0\u202F'’]/g, '');
  const escaped = /\s/.test(group) ? '' : group.replace('.', '\\.');
  const grouped = new RegExp(`^\\d{1,3}(?:${escaped}\\d{3})+(?![\\d])`);
  const ungrouped = escaped !== '' && grouped.test(compact) ? compact.replaceAll(group, '') : compact.replace(group, '.');
  const number = ungrouped.replace(decimal, '.');
  return /^\d{1,15}(\.\d+)?$/.test(number) ? number : undefined;
}

const suffixes: Record<string, number> = { '': 0, k: 3, m: 6, mio: 6, b: 9, mrd: 9 };

/** Moves the point of a plain decimal to the right: ("1.5", 3) → "1500". Exact, because it works on digits. */
function shiftPoint(number: string, places: number): string {
  const [whole = '0', fraction = ''] = number.split('.');
  const digits = fraction.padEnd(places, '0');
  const rest = digits.slice(places).replace(/0+$/, '');
  const joined = (whole + digits.slice(0, places)).replace(/^0+(?=\d)/, '');
  return rest === '' ? joined : `${joined}.${rest}`;
}

function scaled(text: string, locale: string): string | undefined {
  const match = /^(.*?\d)\s*([a-z]*)$/i.exec(text.trim());
  const places = suffixes[match?.[2]?.toLowerCase() ?? ''];
  const number = match && plainDecimal(match[1] ?? '', locale);
  return number === undefined || number === null || places === undefined ? undefined : shiftPoint(number, places);
}

/** "$1.2k", "20", "1,200.50" → dollars as a decimal string with at most nine places, as the API takes them. */
export function parseMoney(text: string, locale: string): string | undefined {
  const amount = scaled(text.replace(/\$|usd|dollars?/gi, ''), locale);
  return amount !== undefined && (amount.split('.')[1]?.length ?? 0) <= 9 ? amount : undefined;
}

/** "1.5k tokens", "12,000" → a whole number. */
export function parseCount(text: string, locale: string): number | undefined {
  const amount = scaled(text.replace(/(tokens?|requests?|calls?)$/i, ''), locale);
  const value = Number(amount);
  return amount !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

/** "80", "80 %", "12.5" → a share of 1. */
export function parsePercent(text: string, locale: string): number | undefined {
  const number = plainDecimal(text.replace(/%|percent/gi, ''), locale);
  // Dividing 12.5 by 100 is exact enough only after rounding away what binary fractions add.
  return number === undefined ? undefined : Number((Number(number) / 100).toPrecision(12));
}

const unitSeconds: Record<string, number> = {
  s: 1,
  sec: 1,
  second: 1,
  m: 60,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
  d: 86_400,
  day: 86_400,
  w: 604_800,
  week: 604_800,
};

/** "2h", "90 min", "1 h 30 m", "2 days"; a bare number counts in `bareUnit`. Seconds, whole. */
export function parseDuration(text: string, bareUnit: 's' | 'm' | 'h' | 'd' = 's'): number | undefined {
  const words = text.trim().toLowerCase();
  if (/^\d+(\.\d+)?$/.test(words)) return whole(Number(words) * (unitSeconds[bareUnit] ?? 1));
  const parts = [...words.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)\s*/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== words) return undefined;
  let seconds = 0;
  for (const [, amount = '0', unit = ''] of parts) {
    const size = unitSeconds[unit] ?? unitSeconds[unit.replace(/s$/, '')];
    if (size === undefined) return undefined;
    seconds += Number(amount) * size;
  }
  return whole(seconds);
}

const whole = (seconds: number): number | undefined => (Number.isSafeInteger(Math.round(seconds)) ? Math.round(seconds) : undefined);
