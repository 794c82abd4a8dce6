import { ocsfVersion } from '#lib/audit/targets/ocsf-event.ts';
import { productVersion } from '#lib/audit/targets/target.ts';
import type { ComplianceAuditWithResults } from '#lib/contracts/compliance-audits.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { Severity } from '../checks/check.ts';
import { checkNamed } from '../checks/index.ts';
import { type Report, type ReportFile, statementOf } from './report.ts';

type Outcome = ComplianceAuditWithResults['checks'][number];

const classUid = 2003;
/** Create: each audit makes its events anew. */
const activityId = 1;

/** `severity_id` of failed checks; what passes is informational (1). */
const severityIds: Readonly<Record<Severity, number>> = { low: 2, medium: 3, high: 4, critical: 5 };
const severityNames = ['', 'Informational', 'Low', 'Medium', 'High', 'Critical'] as const;

/** `status_id` of the compliance object: pass, warning, fail. What needs a human, and what does not apply, is other (99). */
const statusIds = { pass: 1, fail: 3, needs_human: 99, not_applicable: 99 } as const;
const statusNames = { pass: 'Pass', fail: 'Fail', needs_human: 'Needs human', not_applicable: 'Not applicable' } as const;

function eventOf({ audit, tenantId, organization, evidence }: Report, outcome: Outcome): object {
  const check = checkNamed(outcome.check);
  const severityId = outcome.status === 'fail' ? severityIds[check?.severity ?? 'medium'] : 1;
  const referring = audit.controls.filter(({ checks }) => checks.includes(outcome.check));
  const nameOf = (key: string) => audit.frameworks.find(({ framework }) => framework === key)?.name ?? key;
  return {
    ...{ activity_id: activityId, category_uid: 2, class_uid: classUid, type_uid: classUid * 100 + activityId },
    time: audit.finished_at.getTime(),
    ...{ severity_id: severityId, severity: severityNames[severityId] },
    message: `${outcome.title}: ${statusNames[outcome.status]}`,
    metadata: {
      version: ocsfVersion,
      product: { name: 'Tollgate', vendor_name: 'Tollgate', version: productVersion },
      uid: `${toPublicId('complianceRun', audit.id)}:${outcome.check}`,
      tenant_uid: toPublicId('tenant', tenantId),
    },
    finding_info: {
      uid: `${toPublicId('complianceRun', audit.id)}:${outcome.check}`,
      title: outcome.title,
      desc: check?.looks ?? '',
      created_time: audit.finished_at.getTime(),
    },
    compliance: {
      control: outcome.check,
      standards: [...new Set(referring.map(({ framework }) => nameOf(framework)))],
      requirements: referring.map(({ framework, ref }) => `${nameOf(framework)} ${ref}`),
      ...{ status: statusNames[outcome.status], status_id: statusIds[outcome.status] },
      status_detail: `${outcome.failing} of ${outcome.examined}`,
    },
    remediation: { desc: check?.mend ?? '' },
    unmapped: {
      statement: statementOf(organization),
      evidence: evidence.find(({ check: name }) => name === outcome.check)?.evidence ?? null,
      evidence_sha256: outcome.digest,
    },
  };
}

/** One event of the Open Cybersecurity Schema Framework for each check (schema.ocsf.io, 2003 Compliance Finding), a line each. */
export const ocsfReport: ReportFile = {
  suffix: '.ocsf.ndjson',
  contentType: 'application/x-ndjson',
  async write(report) {
    return report.audit.checks.map((outcome) => `${JSON.stringify(eventOf(report, outcome))}\n`).join('');
  },
};
