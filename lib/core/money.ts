/**
 * Money is integer nano-USD (10⁻⁹ dollars) in a bigint: 2⁶³ of them are 9.2 billion dollars, and sums are exact.
 * Prices are integer pico-USD (10⁻¹² dollars) per unit, so that the cheapest published price is a whole number.
 */
export type NanoUsd = bigint;

/** A plain decimal of dollars with at most nine places. */
export const decimalPattern = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/;

/** `"247.89"` → 247890000000n. Undefined for anything but a plain decimal with at most nine places. */
export function parseUsd(text: string): NanoUsd | undefined {
  const match = decimalPattern.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const magnitude = BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
  return sign === '-' ? -magnitude : magnitude;
}

/** 247890000000n → `"247.890000000"`; always nine places, never an exponent. */
export function formatUsd(nano: NanoUsd): string {
  const magnitude = nano < 0n ? -nano : nano;
  const whole = magnitude / 1_000_000_000n;
  const fraction = (magnitude % 1_000_000_000n).toString().padStart(9, '0');
  return `${nano < 0n ? '-' : ''}${whole}.${fraction}`;
}

/** Pico-USD to nano-USD, halves away from zero; the only place where a fraction of a nano-dollar is rounded. */
export function nanoFromPico(pico: bigint): NanoUsd {
  return pico >= 0n ? (pico + 500n) / 1000n : -((-pico + 500n) / 1000n);
}
