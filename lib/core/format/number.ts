import { noBreak, numberFormat, written } from './parts.ts';

const scales = [
  { floor: 1e12, suffix: 'T' },
  { floor: 1e9, suffix: 'B' },
  { floor: 1e6, suffix: 'M' },
  { floor: 1e3, suffix: 'K' },
];

/** `value` with three significant digits, trailing zeros kept: 12.3, 1.24, 305. */
function threeDigits(locale: string, value: number): string {
  return written(numberFormat(locale, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 }), value);
}

/** Every digit, grouped: 1,380,221. For tables with a sum, and for hover. */
export function countExact(locale: string, value: number | bigint): string {
  return written(numberFormat(locale, { maximumFractionDigits: 0 }), value);
}

/** Exact to 9,999, then three digits and a suffix: 12.3K, 1.24M, 3.05B. */
export function count(locale: string, value: number | bigint): string {
  const number = Number(value);
  if (Math.abs(number) < 10_000) return countExact(locale, value);
  // 999,600 would print as 1,000K: a value that rounds up to a thousand takes the next suffix.
  const scale = scales.find(({ floor }) => Math.abs(number) >= floor * 0.9995) ?? { floor: 1, suffix: '' };
  return `${threeDigits(locale, number / scale.floor)}${scale.suffix}`;
}

/** `40`, `1.2K`, `1.5M` for axis ticks: no digits a tick does not need. */
export function countTick(locale: string, value: number): string {
  const scale = scales.find(({ floor }) => Math.abs(value) >= floor) ?? { floor: 1, suffix: '' };
  return `${written(numberFormat(locale, { maximumSignificantDigits: 3 }), value / scale.floor)}${scale.suffix}`;
}

/** Milliseconds: `812 ms`, `3.42 s`, `2 m 14 s`, `1 h 52 m`, `9 d 3 h`. Name the percentile beside it. */
export function duration(locale: string, milliseconds: number): string {
  const plain = (value: number, places = 0): string =>
    written(numberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: places }), value);
  const pair = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
    [plain(large), largeUnit, plain(small), smallUnit].join(noBreak);
  if (milliseconds > 0 && milliseconds < 0.1) return `<${noBreak}${plain(0.1, 1)}${noBreak}ms`;
  if (milliseconds > 0 && milliseconds < 9.95) return `${plain(milliseconds, 1)}${noBreak}ms`;
  if (milliseconds < 999.5) return `${plain(milliseconds)}${noBreak}ms`;
  if (milliseconds < 59_995) return `${plain(milliseconds / 1000, 2)}${noBreak}s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'm', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'm');
  const hours = Math.round(minutes / 60);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const sizeUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes in powers of a thousand: `512 B`, `14.2 MB`. */
export function size(locale: string, bytes: number): string {
  const step = sizeUnits.findIndex((_, power) => Math.abs(bytes) < 999.95 * 1000 ** power);
  const power = step === -1 ? sizeUnits.length - 1 : step;
  const places = power === 0 ? 0 : 1;
  const text = written(numberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: places }), bytes / 1000 ** power);
  return `${text}${noBreak}${sizeUnits[power] ?? ''}`;
}

/** A share of 1 with one decimal; what is not nothing never reads 0%, what is not all never reads 100%. */
export function percent(locale: string, share: number): string {
  const exact = (value: number, places: number): string =>
    written(numberFormat(locale, { style: 'percent', minimumFractionDigits: places, maximumFractionDigits: places }), value);
  if (share === 0 || share === 1) return exact(share, 0);
  if (share > 0 && share < 0.0005) return `<${noBreak}${exact(0.001, 1)}`;
  if (share < 0 && share > -0.0005) return `>${noBreak}${exact(-0.001, 1)}`;
  if (share > 0.9995 && share < 1) return `>${noBreak}${exact(0.999, 1)}`;
  return exact(share, 1);
}

/** The difference of two shares of 1, signed: `+1.2 pp`. */
export function percentagePoints(locale: string, difference: number): string {
  const format = numberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  return `${written(format, difference * 100)}${noBreak}pp`;
}

/** How a figure moved against the named period before. */
export interface Change {
  /** `▲ 12.4%`, `new`, `× 11.2`. */
  text: string;
  /** For screen readers: "up 12.4 percent". */
  spoken: string;
  direction: 'up' | 'down' | 'level';
}

const arrows = { up: '▲', down: '▼', level: '' };

/** Relative change; from zero it is "new", above 999 % a factor. */
export function change(locale: string, before: number, after: number): Change {
  const direction = after > before ? 'up' : after < before ? 'down' : 'level';
  if (direction === 'level') return { text: percent(locale, 0), spoken: 'unchanged', direction };
  if (before === 0) return { text: 'new', spoken: 'new', direction };
  const relative = Math.abs((after - before) / before);
  if (relative > 9.99) {
    const factor = written(numberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }), after / before);
    return { text: `×${noBreak}${factor}`, spoken: `${factor} times as much`, direction };
  }
  const amount = relative < 0.0005 ? percent(locale, 0.0001) : numberOfPercent(locale, relative);
  const words = amount.replace('%', ' percent').replace('<', 'less than').replaceAll(noBreak, ' ').replace('  ', ' ');
  return { text: `${arrows[direction]}${noBreak}${amount}`, spoken: `${direction} ${words}`, direction };
}

/** One decimal always, because here 100 % is as exact as 12.4 %. */
function numberOfPercent(locale: string, share: number): string {
  return written(numberFormat(locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }), share);
}

/** A change told in the figure's own unit: `▼ 64 ms`, `▲ 0.3 pp`; `magnitude` is the unsigned difference already written. */
export function changeBy(difference: number, magnitude: string): Change {
  const direction = difference > 0 ? 'up' : difference < 0 ? 'down' : 'level';
  if (direction === 'level') return { text: 'unchanged', spoken: 'unchanged', direction };
  return { text: `${arrows[direction]}${noBreak}${magnitude}`, spoken: `${direction} ${magnitude.replaceAll(noBreak, ' ')}`, direction };
}
