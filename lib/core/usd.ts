import { z } from 'zod';
import { decimalPattern, formatUsd, parseUsd } from './money.ts';

/**
 * Wire form of money: a decimal string of USD with nine places. Apart from `money.ts`, so that what only shows amounts in a
 * browser does not bring the validator along.
 */
export const usd = z.codec(
  z
    .string()
    .regex(decimalPattern, { error: 'Not an amount; write dollars as "247.89" with at most nine decimal places' })
    .meta({ description: 'US dollars as a decimal string', examples: ['247.890000000'] }),
  z.bigint(),
  { decode: (text) => parseUsd(text) ?? 0n, encode: (nano) => formatUsd(nano) },
);
