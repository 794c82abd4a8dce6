import { z } from 'zod';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';

const changeable = {
  member_privacy: z.enum(['named', 'pseudonyms']).meta({ description: 'Whether figures of people show who they are' }),
  group_min: z.number().int().min(2).max(50).meta({ description: 'With pseudonyms, groups with fewer active people show nobody' }),
  shares_benchmarks: z.boolean().meta({ description: 'Whether own figures are part of those of peers; only then those are shown' }),
};

/** What an organization decided about its figures. */
export const AnalyticsSettings = z
  .strictObject({
    ...changeable,
    updated_at: instant.nullable().meta({ description: 'Null until somebody has set it' }),
    version: z.number().int().min(0).meta({ description: 'Grows with each change; the ETag; 0 until somebody has set it' }),
  })
  .meta({ id: 'AnalyticsSettings' });
export type AnalyticsSettings = z.output<typeof AnalyticsSettings>;

export const analyticsSettingsGet = defineOperation({
  name: 'analytics_settings.get',
  summary: 'Get how figures of people are shown, and whether peers are compared with',
  permission: 'analytics.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: AnalyticsSettings,
  examples: [{}],
  http: { method: 'GET', path: '/analytics/settings' },
});

export const analyticsSettingsUpdate = defineOperation({
  name: 'analytics_settings.update',
  summary: 'Set how figures of people are shown, and whether peers are compared with',
  permission: 'analytics.write',
  scope: 'tenant',
  input: z.strictObject({
    member_privacy: changeable.member_privacy.default('named'),
    group_min: changeable.group_min.default(5),
    shares_benchmarks: changeable.shares_benchmarks.default(false),
  }),
  output: AnalyticsSettings,
  errors: ['precondition_failed'],
  examples: [{ member_privacy: 'pseudonyms', group_min: 5 }],
  http: { method: 'PUT', path: '/analytics/settings' },
});
