import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { complianceReportFormats } from './compliance-audits.ts';
import { FindingWithHistory } from './findings.ts';
import { defineOperation } from './operation.ts';

const finding = z.strictObject({ finding_id: publicId('finding') });
const examples = [{ finding_id: 'fnd_01jdnhwyg0e008000000000001' }];

export const findingRemediate = defineOperation({
  name: 'compliance_finding.remediate',
  summary: 'Mend a finding by the ordinary operation that the finding shows, with your own rights',
  permission: 'compliance.write',
  scope: 'tenant',
  input: finding,
  output: FindingWithHistory,
  errors: ['conflict', 'precondition_failed', 'step_up_required'],
  examples,
  http: { method: 'POST', path: '/compliance/findings/{finding_id}/remediation' },
});

export const findingUndo = defineOperation({
  name: 'compliance_finding.undo',
  summary: 'Change back what mending a finding has changed, with your own rights',
  permission: 'compliance.write',
  scope: 'tenant',
  input: finding,
  output: FindingWithHistory,
  errors: ['conflict', 'precondition_failed', 'step_up_required'],
  examples,
  http: { method: 'POST', path: '/compliance/findings/{finding_id}/remediation/undo' },
});

export const complianceAuditReport = defineOperation({
  name: 'compliance_audit.report',
  summary: 'Download an audit as PDF, JSON, or events of OCSF (2003 Compliance Finding, a line each)',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({ run_id: publicId('complianceRun'), format: z.enum(complianceReportFormats).default('pdf') }),
  output: z.string().meta({ description: 'The file, in the content type of its format' }),
  examples: [
    { run_id: 'cru_01jdnhwyg0e008000000000001' },
    { run_id: 'cru_01jdnhwyg0e008000000000001', format: 'json' },
    { run_id: 'cru_01jdnhwyg0e008000000000001', format: 'ocsf' },
  ],
  http: {
    method: 'GET',
    path: '/compliance/audits/{run_id}/report',
    kind: 'download',
    contentTypes: ['application/pdf', 'application/json', 'application/x-ndjson'],
  },
  recordsReads: true,
});
