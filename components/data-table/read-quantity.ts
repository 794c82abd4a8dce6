import { parseCount, parseMoney } from '#components/forms/quantity.ts';
import type { FilterKind } from './filter-field.ts';

const unitMs: Record<string, number> = { ms: 1, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** "2s", "1.5 min", "800 ms" as whole milliseconds; a bare number counts in milliseconds, as latencies are shown. */
function readMilliseconds(text: string): string | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text.trim().toLowerCase().replace(',', '.'));
  const factor = match?.[2] === '' ? 1 : unitMs[match?.[2] ?? ''];
  const value = Math.round(Number(match?.[1]) * (factor ?? Number.NaN));
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/** What people type for an amount, as it stands in the URL: dollars, milliseconds, whole numbers. Undefined when it is no amount. */
export function readQuantity(kind: FilterKind, text: string, locale: string): string | undefined {
  if (kind === 'money') return parseMoney(text, locale);
  if (kind === 'duration') return readMilliseconds(text);
  const count = parseCount(text, locale);
  return count === undefined ? undefined : String(count);
}
