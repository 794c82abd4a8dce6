import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

export const auditResults = ['success', 'denied', 'failed'] as const;

/** One line of the audit trail. */
export const AuditRow = z
  .strictObject({
    id: publicId('auditEntry'),
    occurred_at: instant,
    actor_kind: z.enum(['user', 'token', 'client', 'system', 'anonymous']),
    actor_id: publicId('user').nullable(),
    actor_name: z.string().meta({ description: 'E-mail address or process name at the time' }),
    action: z.string().meta({ description: 'Name of the operation', examples: ['team.create'] }),
    resource_kind: z.string(),
    resource_id: z.string(),
    result: z.enum(auditResults),
    ip: z.string().nullable(),
    user_agent: z.string(),
    request_id: publicId('request'),
  })
  .meta({ id: 'AuditRow' });
export type AuditRow = z.output<typeof AuditRow>;

/** A line with the resource as it was before and after; null for what did not exist then. */
export const AuditEntry = AuditRow.extend({
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
}).meta({ id: 'AuditEntry' });
export type AuditEntry = z.output<typeof AuditEntry>;

export const auditList = defineOperation({
  name: 'audit.list',
  summary: 'Search the audit trail, newest first',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    from: instant.optional().meta({ description: 'Entries at or after' }),
    to: instant.optional().meta({ description: 'Entries before' }),
    actor_id: publicId('user').optional(),
    action: z
      .string()
      .regex(/^[a-z_]+\.(?:[a-z_]+|\*)$/, { error: 'An action such as team.create, or team.* for all of a resource' })
      .max(64)
      .optional(),
    resource_kind: z
      .string()
      .regex(/^[a-z_]+$/)
      .max(64)
      .optional(),
    resource_id: line(64).optional(),
    result: z.enum(auditResults).optional(),
    search: line(100).optional().meta({ description: 'Part of the actor’s name or of the action, or a whole resource id' }),
  }),
  output: pageOf(AuditRow),
  errors: ['invalid_cursor'],
  examples: [{}, { action: 'team.*', result: 'success', from: '2026-11-01T00:00:00.000Z', search: 'team' }],
  http: { method: 'GET', path: '/audit-logs' },
  recordsReads: true,
});

export const auditGet = defineOperation({
  name: 'audit.get',
  summary: 'Get one entry of the audit trail with what changed',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({ entry_id: publicId('auditEntry') }),
  output: AuditEntry,
  examples: [{ entry_id: 'aud_01jdnhwyg0e008000000000001' }],
  http: { method: 'GET', path: '/audit-logs/{entry_id}' },
  recordsReads: true,
});
