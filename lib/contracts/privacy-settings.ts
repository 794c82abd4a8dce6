import { z } from 'zod';
import { instant } from '#lib/core/time.ts';
import { versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';

export const PrivacySettings = z
  .strictObject({
    pseudonymous_analytics: z.boolean().meta({ description: 'Statistics and the usage log show pseudonyms in place of names' }),
    version: versionNumber,
  })
  .meta({ id: 'PrivacySettings' });
export type PrivacySettings = z.output<typeof PrivacySettings>;

export const privacySettingsGet = defineOperation({
  name: 'privacy_settings.get',
  summary: 'Get how data about people is shown',
  permission: 'privacy.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: PrivacySettings,
  examples: [{}],
  http: { method: 'GET', path: '/privacy/settings' },
});

export const privacySettingsUpdate = defineOperation({
  name: 'privacy_settings.update',
  summary: 'Change how data about people is shown',
  permission: 'privacy.write',
  scope: 'tenant',
  input: z.strictObject({ pseudonymous_analytics: z.boolean() }),
  output: PrivacySettings,
  errors: ['precondition_failed'],
  examples: [{ pseudonymous_analytics: true }],
  http: { method: 'PUT', path: '/privacy/settings' },
});

/** The least that can be set: the EU AI Act asks deployers for six months (Article 26(6)), most audits for a year. */
export const auditYearsMin = 1;

export const AuditRetention = z
  .strictObject({
    years: z.number().int().nullable().meta({ description: 'Entries are deleted after so many years; null keeps them for ever' }),
    needs_archive: z.boolean().meta({ description: 'Entries go only after every archive has taken them, and not without one' }),
    kept_from: z.string().meta({ description: 'Epoch and index of the oldest entry that is kept' }),
    oldest_at: instant.nullable(),
    held_by: z.string().nullable().meta({ description: 'The legal hold that keeps entries whose time is over' }),
    waits_for: z.string().nullable().meta({ description: 'Why nothing is deleted although it could be' }),
    version: versionNumber,
  })
  .meta({ id: 'AuditRetention' });
export type AuditRetention = z.output<typeof AuditRetention>;

export const auditRetentionGet = defineOperation({
  name: 'audit_retention.get',
  summary: 'Get how long audit entries are kept, and what keeps them longer',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: AuditRetention,
  examples: [{}],
  http: { method: 'GET', path: '/audit-logs/retention' },
});

export const auditRetentionUpdate = defineOperation({
  name: 'audit_retention.update',
  summary: 'Set how long audit entries are kept',
  permission: 'audit.write',
  scope: 'tenant',
  input: z.strictObject({
    years: z.int().min(auditYearsMin).max(100).nullable(),
    needs_archive: z.boolean().default(true),
  }),
  output: AuditRetention,
  errors: ['precondition_failed'],
  examples: [{ years: 7 }],
  http: { method: 'PUT', path: '/audit-logs/retention' },
  stepUp: true,
});
