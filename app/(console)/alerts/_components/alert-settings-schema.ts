import { z } from 'zod';
import { routingSchema } from './routing-schema.ts';

/** As the form has it: an amount is a decimal there, a routing may be left out. */
export const alertSettingsSchema = z.strictObject({
  budget_routing: routingSchema,
  anomaly_routing: routingSchema,
  tells_forecasts: z.boolean(),
  sensitivity: z.enum(['low', 'medium', 'high']),
  minimum_impact_usd: z.string().refine((amount) => Number(amount) <= 1_000_000, { error: 'At most a million dollars.' }),
});
