import { z } from 'zod';
import { dayOf } from '../formats/field-values.ts';
import { picoOf } from '../provider-figures.ts';

/** A day or an instant of a report as its UTC day. A report with anything else is none, and is refused as a whole. */
export const reportDay = z.union([z.string(), z.number()]).transform((value, ctx) => {
  const day = dayOf(String(value));
  if (day !== undefined) return day;
  ctx.addIssue({ code: 'custom', message: 'is no day' });
  return z.NEVER;
});

/** An amount in whole units of its currency, as pico units. What cannot be read must not count as nothing. */
export const reportAmount = z.union([z.string(), z.number()]).transform((value, ctx) => {
  const pico = picoOf(String(value));
  if (pico !== undefined) return pico;
  ctx.addIssue({ code: 'custom', message: 'is no amount' });
  return z.NEVER;
});
