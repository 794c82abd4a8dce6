import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { timeZone } from './fields.ts';
import { defineOperation } from './operation.ts';
import { usageFilters } from './usage.ts';

/** What today comes to so far, in the part of the organization that the caller may see. */
export const LiveFigures = z.strictObject({
  spend_today_usd: usd,
  requests_today: z.number().int().min(0),
  day_began_at: instant,
  last_call: z.strictObject({ id: publicId('request'), at: instant }).nullable(),
  pending_calls: z
    .number()
    .int()
    .min(0)
    .nullable()
    .meta({ description: 'Calls whose hold the database keeps until they end; null for whoever does not see the whole organization' }),
});
export type LiveFigures = z.output<typeof LiveFigures>;

export const eventsFollow = defineOperation({
  name: 'events.follow',
  summary: 'Follow today’s spend and calls as server-sent events',
  permission: 'events.read',
  scope: 'list',
  input: z.strictObject({ ...usageFilters, time_zone: timeZone.optional() }),
  output: LiveFigures,
  examples: [{}],
  http: { method: 'GET', path: '/events', kind: 'sse' },
});
