import { z } from 'zod';
import { usd } from '#lib/core/usd.ts';
import { formMeters } from './override-meters.ts';

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'Write a day as 2026-12-01' })
  .optional();

const rates = Object.fromEntries(formMeters.map(({ meter }) => [`rate_${meter}`, usd.optional()]));

/** What the form of an override holds; the command has the last word. */
export const overrideTextSchema = z
  .object({
    provider: z.string().min(1),
    model: z.string().trim().min(1).max(200),
    terms: z.enum(['rates', 'discount']),
    discount_percent: z.coerce.number().min(0.01).max(100).optional(),
    ...rates,
    valid_from: day,
    valid_to: day,
    note: z.string().max(1000).optional(),
  })
  .check(({ value, issues }) => {
    const isEmpty =
      value.terms === 'discount'
        ? value.discount_percent === undefined
        : formMeters.every(({ meter }) => !(`rate_${meter}` in value) || Reflect.get(value, `rate_${meter}`) === undefined);
    const path = value.terms === 'discount' ? 'discount_percent' : 'rate_input';
    if (isEmpty) issues.push({ code: 'custom', message: 'Give at least one', path: [path], input: value });
  });

/** The operation's input of what the form holds; days begin at midnight in UTC. */
export function overrideOfText(values: Readonly<Record<string, unknown>>): object {
  const { provider, model, terms, discount_percent: percent, valid_from: from, valid_to: to, note } = values;
  const instant = (text: unknown): string | undefined => (typeof text === 'string' && text !== '' ? `${text}T00:00:00Z` : undefined);
  const given = formMeters.flatMap(({ meter }) => {
    const amount = values[`rate_${meter}`];
    return typeof amount === 'string' && amount !== '' ? [{ meter, usd: amount }] : [];
  });
  const [validFrom, validTo] = [instant(from), instant(to)];
  return {
    ...{ provider, model, note: note ?? '' },
    ...(terms === 'discount' ? { discount_percent: Number(percent) } : { rates: given }),
    ...(validFrom === undefined ? {} : { valid_from: validFrom }),
    ...(validTo === undefined ? {} : { valid_to: validTo }),
  };
}
