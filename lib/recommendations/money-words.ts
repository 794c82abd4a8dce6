import { formatUsd, type NanoUsd } from '#lib/core/money.ts';

/** An amount as evidence tells it: whole cents, `$1,234.50`. */
export function dollars(nano: NanoUsd): string {
  const cents = (nano + (nano < 0n ? -5_000_000n : 5_000_000n)) / 10_000_000n;
  const magnitude = formatUsd((cents < 0n ? -cents : cents) * 10_000_000n).slice(0, -7);
  const [whole = '0', fraction = '00'] = magnitude.split('.');
  return `${cents < 0n ? '-' : ''}$${Number(whole).toLocaleString('en-US')}.${fraction}`;
}

/** A count as evidence tells it: `12,345`. */
export const counted = (count: number): string => Math.round(count).toLocaleString('en-US');

/** A share as evidence tells it: `12.3 %`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
