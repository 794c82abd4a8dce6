import { z } from 'zod';
import { rateLimitCreate } from '#lib/contracts/rate-limits.ts';

const own = ['metric', 'window', 'limit', 'burst'];

/** What the form of a new limit fills; figures that were typed before a tier was chosen do not count, as they are not sent. */
export const limitFormSchema = z.preprocess((values) => {
  if (typeof values !== 'object' || values === null || !('tier_id' in values) || values.tier_id === undefined) return values;
  return Object.fromEntries(Object.entries(values).filter(([name]) => !own.includes(name)));
}, rateLimitCreate.input);
