import { nanoFromPico } from '#lib/core/money.ts';

/** One item of a provider's report. */
export interface ProviderItem {
  /** `YYYY-MM-DD` in UTC. */
  readonly day: string;
  /** As the provider writes it. */
  readonly model: string;
  /** Null where the report has no cost. */
  readonly picoUsd: bigint | null;
  /** Of all kinds together; null where the report has none. */
  readonly tokens: number | null;
}

/** What a provider says of one day of one model. */
export interface ProviderFigure {
  readonly day: string;
  readonly model: string;
  readonly nanoUsd: bigint | null;
  readonly tokens: number | null;
}

/** Providers date their models (`gpt-4o-2024-08-06`, `claude-sonnet-4-20250514`) where callers need not. */
const dated = /[-@](\d{4}-\d{2}-\d{2}|\d{8})$/;

/** The name under which models of both sides meet: lower case, without its date. */
export const modelKey = (model: string): string => model.trim().toLowerCase().replace(dated, '');

/** A hundred million dollars: no day of a model costs more, and sums of such stay within the database's integers. */
const picoMax = 10n ** 20n;

/** A decimal such as `1.2E-7`, `$1,234.5` or `-3` in pico-dollars, what is finer cut off; undefined for anything else. */
export function picoOf(text: string): bigint | undefined {
  const match = /^(-?)\$?(\d[\d,]*|)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim());
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  const digits = whole.replaceAll(',', '') + fraction;
  if (match === null || digits === '') return undefined;
  const places = 12 - fraction.length + Number(exponent);
  const magnitude = places >= 0 ? BigInt(digits) * 10n ** BigInt(places) : BigInt(digits) / 10n ** BigInt(-places);
  if (magnitude > picoMax) return undefined;
  return sign === '-' ? -magnitude : magnitude;
}

/** Adds items up by day and model. */
export function addUp(items: Iterable<ProviderItem>): ProviderFigure[] {
  const sums = new Map<string, { day: string; model: string; pico: bigint | null; tokens: number | null }>();
  for (const { day, model, picoUsd, tokens } of items) {
    const key = `${day} ${modelKey(model)}`;
    const sum = sums.get(key) ?? { day, model: modelKey(model), pico: null, tokens: null };
    sums.set(key, sum);
    if (picoUsd !== null) sum.pico = (sum.pico ?? 0n) + picoUsd;
    if (tokens !== null) sum.tokens = (sum.tokens ?? 0) + tokens;
  }
  return [...sums.values()].map(({ pico, ...sum }) => ({
    day: sum.day,
    model: sum.model,
    tokens: sum.tokens,
    nanoUsd: pico === null ? null : nanoFromPico(pico),
  }));
}
