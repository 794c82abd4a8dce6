import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { complianceCounts, complianceScore, controlStatuses, frameworkKey } from './compliance-frameworks.ts';
import { line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

const complianceSchedules = ['off', 'weekly', 'monthly', 'quarterly'] as const;
export const complianceReportFormats = ['pdf', 'json', 'ocsf'] as const;

const FrameworkScore = z.strictObject({ framework: z.string(), name: z.string(), ...complianceScore, ...complianceCounts });

const ControlResult = z.strictObject({
  framework: z.string(),
  ref: z.string(),
  title: z.string(),
  status: z.enum(controlStatuses),
  weight: z.number().int().min(1),
  checks: z.array(z.string()),
  attestation_id: publicId('attestation').nullable(),
});

const CheckOutcome = z.strictObject({
  check: z.string(),
  title: z.string(),
  status: z.enum(controlStatuses),
  examined: z.number().int().min(0),
  failing: z.number().int().min(0),
  digest: z.string().meta({ description: 'SHA-256 of the evidence, hexadecimal' }),
});

/** One audit, without what it found of each control. */
export const ComplianceAudit = z
  .strictObject({
    id: publicId('complianceRun'),
    cause: z.enum(['asked', 'scheduled']),
    started_by: publicId('user').nullable(),
    started_at: instant,
    finished_at: instant,
    next_audit_at: instant,
    ...complianceScore,
    frameworks: z.array(FrameworkScore),
    digest: z.string().meta({ description: 'SHA-256 over all evidence and controls; stands in the audit entry of the run' }),
  })
  .meta({ id: 'ComplianceAudit' });
export type ComplianceAudit = z.output<typeof ComplianceAudit>;

/** Where the audit trail proves a run. */
const AuditLeaf = z.strictObject({
  entry_id: publicId('auditEntry'),
  epoch: z.number().int().min(0).nullable(),
  leaf_index: z.string().nullable().meta({ description: 'Place in the Merkle log; null until the entry is sealed, within a second' }),
});

export const ComplianceAuditWithResults = ComplianceAudit.extend({
  controls: z.array(ControlResult),
  checks: z.array(CheckOutcome),
  audit_leaf: AuditLeaf.nullable(),
}).meta({ id: 'ComplianceAuditWithResults' });
export type ComplianceAuditWithResults = z.output<typeof ComplianceAuditWithResults>;

const Evidence = z
  .strictObject({
    check: z.string(),
    status: z.enum(controlStatuses),
    evidence: z.string().meta({ description: 'Canonical JSON (RFC 8785), byte for byte as it was hashed' }),
    digest: z.string(),
    sample: z.array(z.string()).meta({ description: 'Public ids or names of the first that fail' }),
  })
  .meta({ id: 'ComplianceEvidence' });

/** How the organization looks at its compliance. */
export const ComplianceSettings = z
  .strictObject({
    frameworks: z.array(frameworkKey).nullable().meta({ description: 'Those that audits look at; null for all' }),
    schedule: z.enum(complianceSchedules).meta({ description: 'How often an audit runs by itself' }),
    monitoring: z.boolean().meta({ description: 'Whether checks are asked each hour and after each change of the configuration' }),
    idle_minutes_max: z.number().int().min(5).max(1440),
    key_days_max: z.number().int().min(1).max(1095).meta({ description: 'How old virtual keys and credentials of providers may be' }),
    retention_days_max: z.number().int().min(1).max(3650),
    due_days: z
      .strictObject({
        critical: z.number().int().min(1).max(365),
        high: z.number().int().min(1).max(365),
        medium: z.number().int().min(1).max(365),
        low: z.number().int().min(1).max(365),
      })
      .meta({ description: 'Days in which a finding is to be mended' }),
    version: versionNumber.or(z.literal(0)),
  })
  .meta({ id: 'ComplianceSettings' });
export type ComplianceSettings = z.output<typeof ComplianceSettings>;

const runId = publicId('complianceRun');
const exampleRun = 'cru_01jdnhwyg0e008000000000001';

export const complianceAuditRun = defineOperation({
  name: 'compliance_audit.run',
  summary: 'Audit the organization now: every check once, scores, evidence and findings',
  permission: 'compliance.write',
  scope: 'tenant',
  input: z.strictObject({
    frameworks: z.array(frameworkKey).min(1).max(50).optional().meta({ description: 'Those that are followed unless said' }),
  }),
  output: ComplianceAuditWithResults,
  examples: [{}, { frameworks: ['soc-2', 'gdpr'] }],
  http: { method: 'POST', path: '/compliance/audits', status: 201 },
});

export const complianceAuditList = defineOperation({
  name: 'compliance_audit.list',
  summary: 'List audits, the newest first unless sorted',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({ ...pageInput, sort: z.enum(['-started_at', 'started_at']).default('-started_at') }),
  output: pageOf(ComplianceAudit),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/compliance/audits' },
});

export const complianceAuditGet = defineOperation({
  name: 'compliance_audit.get',
  summary: 'Get an audit with what it found of each control and check',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({ run_id: runId }),
  output: ComplianceAuditWithResults,
  examples: [{ run_id: exampleRun }],
  http: { method: 'GET', path: '/compliance/audits/{run_id}' },
});

export const complianceAuditEvidence = defineOperation({
  name: 'compliance_audit.evidence',
  summary: 'Get the evidence of one check in one audit',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({ run_id: runId, check: line(80) }),
  output: Evidence,
  examples: [{ run_id: exampleRun, check: 'keys-are-rotated' }],
  http: { method: 'GET', path: '/compliance/audits/{run_id}/evidence' },
  recordsReads: true,
});

export const complianceSettingsGet = defineOperation({
  name: 'compliance_settings.get',
  summary: 'Get how the organization looks at its compliance',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: ComplianceSettings,
  examples: [{}],
  http: { method: 'GET', path: '/compliance/settings' },
});

const { version: _, ...changeable } = ComplianceSettings.shape;

export const complianceSettingsUpdate = defineOperation({
  name: 'compliance_settings.update',
  summary: 'Change which frameworks are followed, how strict checks are, and when audits run',
  permission: 'compliance.write',
  scope: 'tenant',
  input: z.strictObject(changeable).partial(),
  output: ComplianceSettings,
  errors: ['precondition_failed'],
  examples: [{ frameworks: ['soc-2', 'gdpr'], schedule: 'monthly', key_days_max: 60 }],
  http: { method: 'PATCH', path: '/compliance/settings' },
});
