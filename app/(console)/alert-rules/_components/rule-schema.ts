import { z } from 'zod';
import { routingSchema } from '../../alerts/_components/routing-schema.ts';

/** Each row says as a whole what it lacks, because its controls have no label of their own to say it at. */
const action = z
  .looseObject({
    kind: z.enum(['disable_key', 'throttle_key', 'switch_route']),
    key_id: z.string().optional(),
    requests_per_minute: z.number().optional(),
    route_id: z.string().optional(),
    version: z.number().optional(),
  })
  .refine(({ kind, key_id: key }) => kind === 'switch_route' || key !== undefined, { error: 'It needs a key.' })
  .refine(({ kind, requests_per_minute: most = 0 }) => kind !== 'throttle_key' || (most >= 1 && most <= 1_000_000), {
    error: 'It slows down to at least one request a minute.',
  })
  .refine(({ kind, route_id: id, version }) => kind !== 'switch_route' || (id !== undefined && version !== undefined), {
    error: 'It needs a route, and the version to put in force.',
  });

/** A select speaks text; the operation wants minutes. What is wrong with an expression the server says, with its place. */
export const ruleSchema = z.strictObject({
  name: z.string().min(1).max(120),
  description: z.string().max(1000).optional(),
  expression: z.string().min(1).max(500),
  filters: z.record(z.string(), z.string().max(200)).optional(),
  window_minutes: z.enum(['5', '15', '30', '60', '180', '360', '720', '1440']),
  for_minutes: z.number().int().min(0).max(1440),
  cool_down_minutes: z.number().int().min(0).max(10_080),
  severity: z.enum(['info', 'warning', 'critical']),
  routing: routingSchema,
  actions: z.array(action).max(5).optional(),
  opens_incident: z.boolean(),
});
