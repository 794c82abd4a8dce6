import { exactDecimal, noBreak, numberFormat, written } from './parts.ts';

/** Integer nano-USD (10⁻⁹ dollars) as everywhere else. */
type NanoUsd = bigint;

const nanoPlaces = 9;
const dollar = 1_000_000_000n;

const magnitude = (nano: NanoUsd): NanoUsd => (nano < 0n ? -nano : nano);

function dollars(locale: string, nano: NanoUsd, least: number, most = least): string {
  const format = numberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  });
  return written(format, exactDecimal(nano, nanoPlaces));
}

/** An amount with `places` decimals; zero is `$0`, and what is smaller than the last digit says so instead of reading zero. */
function withPlaces(locale: string, nano: NanoUsd, places: number): string {
  if (nano === 0n) return dollars(locale, 0n, 0);
  const last = 10n ** BigInt(nanoPlaces - places);
  if (magnitude(nano) < last) {
    return nano > 0n ? `<${noBreak}${dollars(locale, last, places)}` : `>${noBreak}${dollars(locale, -last, places)}`;
  }
  return dollars(locale, nano, places);
}

/** A sum in a table: two decimals, `$8,640.18`. */
export const moneySum = (locale: string, nano: NanoUsd): string => withPlaces(locale, nano, 2);

/** A sum in a sentence or a strip: without cents from $1,000 on. */
export function moneyLead(locale: string, nano: NanoUsd): string {
  const cents = (magnitude(nano) + 5_000_000n) / 10_000_000n;
  return cents >= 100_000n ? dollars(locale, nano, 0) : withPlaces(locale, nano, 2);
}

/** What one call cost: six decimals, so that points align down a column. */
export const moneyCall = (locale: string, nano: NanoUsd): string => withPlaces(locale, nano, 6);

/** An average per call, or an amount inside a sentence about one call: four decimals. */
export const moneyAverage = (locale: string, nano: NanoUsd): string => withPlaces(locale, nano, 4);

/** All nine decimals, for hover and copy. */
export const moneyExact = (locale: string, nano: NanoUsd): string => dollars(locale, nano, nanoPlaces);

/** The price of a million units in nano-USD: two to four decimals, `$3.00`, `$0.0375`. */
export function moneyPrice(locale: string, nanoPerMillion: NanoUsd): string {
  if (nanoPerMillion === 0n) return dollars(locale, 0n, 0);
  return magnitude(nanoPerMillion) < 100_000n ? withPlaces(locale, nanoPerMillion, 4) : dollars(locale, nanoPerMillion, 2, 4);
}

/** Axis ticks, in dollars: `$0.002`, `$40`, `$1.2K`. */
export function moneyTick(locale: string, amount: number): string {
  const [floor, suffix] = Math.abs(amount) >= 1e6 ? [1e6, 'M'] : Math.abs(amount) >= 1000 ? [1000, 'K'] : [1, ''];
  const format = numberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 0,
    maximumFractionDigits: Math.abs(amount) < 1 ? 6 : 1,
  });
  const parts = format.formatToParts(amount / floor);
  const last = parts.findLastIndex(({ type }) => type === 'integer' || type === 'fraction');
  return parts.map((part, index) => (part.type === 'minusSign' ? '\u2212' : part.value) + (index === last ? suffix : '')).join('');
}

/** What is known about the cost of one call; only the first two are an amount that adds up. */
export type CostState =
  | { kind: 'priced'; nano: NanoUsd }
  | { kind: 'estimated'; nano: NanoUsd }
  | { kind: 'unpriced' }
  | { kind: 'not_billed' }
  | { kind: 'cached'; savedNano: NanoUsd };

/** A cost as it stands in a cell: the figure, and the word that says why it is none. */
export interface CostText {
  text: string;
  note: string | undefined;
}

/**
 * The cost of one call. `places` is 6 in a column of calls and 4 in a sentence.
 * "Unpriced" is a badge, so its text is that word and the caller draws it as one.
 */
export function callCost(locale: string, cost: CostState, places: 4 | 6 = 6): CostText {
  switch (cost.kind) {
    case 'priced':
      return { text: withPlaces(locale, cost.nano, places), note: undefined };
    case 'estimated':
      return { text: `≈${noBreak}${withPlaces(locale, cost.nano, places)}`, note: 'estimated' };
    case 'unpriced':
      return { text: 'Unpriced', note: undefined };
    case 'not_billed':
      return { text: '–', note: 'not billed' };
    case 'cached':
      return { text: dollars(locale, 0n, 0), note: `saved ${withPlaces(locale, cost.savedNano, 4)}` };
  }
}

/** Whole dollars and cents as a number, for geometry only; never add these up. */
export const dollarsOf = (nano: NanoUsd): number => Number(nano / dollar) + Number(nano % dollar) / 1e9;
