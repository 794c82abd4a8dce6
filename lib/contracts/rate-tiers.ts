import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, paragraph, searchText } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { RateTier, tierRules } from './rate-limit-resource.ts';

const exampleTierId = 'rlt_01jdnhwyg0e008000000000001';

export const rateTierList = defineOperation({
  name: 'rate_tier.list',
  summary: 'List tiers: named sets of limits',
  permission: 'limits.read',
  scope: 'tenant',
  input: z.strictObject({ ...pageInput, search: searchText, sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name') }),
  output: pageOf(RateTier),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/rate-limits/tiers' },
});

export const rateTierCreate = defineOperation({
  name: 'rate_tier.create',
  summary: 'Create a tier',
  permission: 'limits.write',
  scope: 'tenant',
  input: z.strictObject({ name: line(120), description: paragraph(1000).default(''), limits: tierRules }),
  output: RateTier,
  errors: ['conflict', 'limit_reached'],
  examples: [
    {
      name: 'Standard',
      limits: [
        { metric: 'requests', window: 'minute', limit: 300 },
        { metric: 'tokens', window: 'minute', limit: 100_000 },
        { metric: 'concurrency', limit: 20 },
      ],
    },
  ],
  http: { method: 'POST', path: '/rate-limits/tiers', status: 201 },
  touches: ['rate_limits'],
});

export const rateTierUpdate = defineOperation({
  name: 'rate_tier.update',
  summary: 'Change a tier for everything that has it',
  permission: 'limits.write',
  scope: 'tenant',
  input: z.strictObject({
    rate_tier_id: publicId('rateTier'),
    name: line(120).optional(),
    description: paragraph(1000).optional(),
    limits: tierRules.optional(),
  }),
  output: RateTier,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ rate_tier_id: exampleTierId, limits: [{ metric: 'requests', window: 'minute', limit: 900 }] }],
  http: { method: 'PATCH', path: '/rate-limits/tiers/{rate_tier_id}' },
  touches: ['rate_limits'],
});

export const rateTierDelete = defineOperation({
  name: 'rate_tier.delete',
  summary: 'Delete a tier that nothing has',
  permission: 'limits.write',
  scope: 'tenant',
  input: z.strictObject({ rate_tier_id: publicId('rateTier') }),
  output: RateTier,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ rate_tier_id: exampleTierId }],
  http: { method: 'DELETE', path: '/rate-limits/tiers/{rate_tier_id}' },
  touches: ['rate_limits'],
});

/** What holds while limits cannot be counted. */
export const RateLimitSettings = z.strictObject({
  when_store_down: z
    .enum(['open', 'closed'])
    .meta({ description: '`open`: calls pass uncounted while what counts the limits is out of reach; `closed`: they are answered 503' }),
  updated_at: instant.nullable().meta({ description: 'Null until somebody has set it' }),
  version: z.number().int().min(0),
});
export type RateLimitSettings = z.output<typeof RateLimitSettings>;

export const rateLimitSettingsGet = defineOperation({
  name: 'rate_limit_settings.get',
  summary: 'Get what becomes of calls while their limits cannot be counted',
  permission: 'limits.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: RateLimitSettings,
  examples: [{}],
  http: { method: 'GET', path: '/rate-limits/settings' },
});

export const rateLimitSettingsUpdate = defineOperation({
  name: 'rate_limit_settings.update',
  summary: 'Set what becomes of calls while their limits cannot be counted',
  permission: 'limits.write',
  scope: 'tenant',
  input: z.strictObject({ when_store_down: RateLimitSettings.shape.when_store_down }),
  output: RateLimitSettings,
  errors: ['precondition_failed'],
  examples: [{ when_store_down: 'closed' }],
  http: { method: 'PUT', path: '/rate-limits/settings' },
  touches: ['rate_limits'],
});
