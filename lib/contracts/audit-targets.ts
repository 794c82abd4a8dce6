import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { emailAddress, line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Targets of one tenant, at most. */
export const auditTargetsMax = 20;

/**
 * `ocsf`, `ndjson`: entries over HTTPS. `syslog`: entries as CEF over syslog and TLS. `archive`: entries, tiles and
 * checkpoints to S3-compatible storage. `anchor_*`: checkpoints alone, so that somebody else holds them.
 */
export const auditTargetKinds = ['ocsf', 'ndjson', 'syslog', 'archive', 'anchor_https', 'anchor_s3', 'anchor_email'] as const;
export type AuditTargetKind = (typeof auditTargetKinds)[number];

const TargetSettings = z
  .strictObject({
    header: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/)
      .optional()
      .meta({ description: 'Header that carries the credential over HTTPS; Authorization unless said' }),
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,64}$/)
      .optional()
      .meta({ description: 'Of the object storage; us-east-1 unless said' }),
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,100}$/)
      .optional()
      .meta({ description: 'First part of the names of objects; `audit` unless said' }),
    compress: z.boolean().optional().meta({ description: 'Entries of archives go as gzip (RFC 1952), about half of their size' }),
    lock_days: z.int().min(1).max(36_500).optional().meta({ description: 'Object Lock in compliance mode for so many days' }),
    legal_hold: z
      .boolean()
      .optional()
      .meta({ description: 'Each object is put under a legal hold of Object Lock, which has no end until somebody takes it off there' }),
    recipients: z.array(emailAddress).min(1).max(10).optional().meta({ description: 'Of anchors by e-mail' }),
    every_minutes: z.int().min(1).max(10_080).optional().meta({ description: 'Between two anchors; 5 unless said, 1440 by e-mail' }),
  })
  .meta({ description: 'What the kind wants to be told beside address and credential' });

export const AuditTarget = z
  .strictObject({
    id: publicId('auditTarget'),
    name: z.string(),
    kind: z.enum(auditTargetKinds),
    url: z.string().nullable(),
    settings: TargetSettings,
    credential_hint: z.string().nullable(),
    status: z.enum(['active', 'paused']),
    delivered_at: instant.nullable().meta({ description: 'When something was last taken' }),
    delivered: z.string().meta({ description: 'Epoch and index up to which it was' }),
    failing_since: instant.nullable(),
    last_error: z.string().nullable(),
    created_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'AuditTarget' });
export type AuditTarget = z.output<typeof AuditTarget>;

const exampleId = 'aut_01jdnhwyg0e008000000000001';

const written = {
  name: line(100),
  url: line(500).optional().meta({ description: 'https://… or, for syslog, tls://host:6514; the bucket is part of it' }),
  credential: line(4000).optional().meta({ description: 'A token such as `Bearer …`; of object storage `access key:secret key`' }),
  settings: TargetSettings.default({}),
};

export const auditTargetList = defineOperation({
  name: 'audit_target.list',
  summary: 'List where the audit trail is sent and anchored',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(AuditTarget),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/audit-logs/targets' },
});

export const auditTargetCreate = defineOperation({
  name: 'audit_target.create',
  summary: 'Send the audit trail to a SIEM or an archive, or its checkpoints to an anchor',
  permission: 'audit.write',
  scope: 'tenant',
  input: z.strictObject({
    ...written,
    kind: z.enum(auditTargetKinds),
    from_start: z.boolean().default(true).meta({ description: 'Begin with the first entry; else with the next one' }),
  }),
  output: AuditTarget,
  errors: ['address_not_allowed', 'conflict', 'limit_reached'],
  examples: [
    { name: 'SIEM', kind: 'ocsf', url: 'https://siem.example.com/ingest', credential: 'Bearer of the log' },
    { name: 'Syslog', kind: 'syslog', url: 'tls://siem.example.com:6514', from_start: false },
    { name: 'Notary', kind: 'anchor_email', settings: { recipients: ['auditor@example.com'] } },
  ],
  http: { method: 'POST', path: '/audit-logs/targets', status: 201 },
});

export const auditTargetUpdate = defineOperation({
  name: 'audit_target.update',
  summary: 'Change, pause or resume a target',
  permission: 'audit.write',
  scope: 'tenant',
  input: z.strictObject({
    audit_target_id: publicId('auditTarget'),
    name: written.name.optional(),
    credential: written.credential,
    settings: TargetSettings.optional(),
    status: z.enum(['active', 'paused']).optional(),
  }),
  output: AuditTarget,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ audit_target_id: exampleId, status: 'paused' }],
  http: { method: 'PATCH', path: '/audit-logs/targets/{audit_target_id}' },
});

export const auditTargetDelete = defineOperation({
  name: 'audit_target.delete',
  summary: 'Stop sending to a target and forget it',
  permission: 'audit.write',
  scope: 'tenant',
  input: z.strictObject({ audit_target_id: publicId('auditTarget') }),
  output: AuditTarget,
  examples: [{ audit_target_id: exampleId }],
  http: { method: 'DELETE', path: '/audit-logs/targets/{audit_target_id}' },
});
