import { and, asc, eq } from 'drizzle-orm';
import { complianceFinding, complianceResult, tenant } from '#db/schema/index.ts';
import type { ComplianceAuditWithResults } from '#lib/contracts/compliance-audits.ts';
import { readAudit } from '../audit-rows.ts';
import type { Reading } from '../compliance-settings.ts';

/** A check's evidence as it was hashed. */
interface ReportedEvidence {
  readonly check: string;
  readonly evidence: string;
}

/** An open or accepted finding as it stands when the report is written. */
interface ReportedFinding {
  readonly id: string;
  readonly check: string;
  readonly severity: string;
  readonly state: string;
  readonly failing: number;
  readonly dueAt: Date;
}

/** Everything that a report says. */
export interface Report {
  readonly organization: string;
  readonly tenantId: string;
  readonly audit: ComplianceAuditWithResults;
  readonly evidence: readonly ReportedEvidence[];
  readonly findings: readonly ReportedFinding[];
}

/** One form of a report. */
export interface ReportFile {
  readonly suffix: string;
  readonly contentType: 'application/pdf' | 'application/json' | 'application/x-ndjson';
  write(report: Report): Promise<string | Uint8Array>;
}

/** What every form says of itself: a report shows what was found, and nobody is certified by it. */
export const statementOf = (organization: string): string =>
  `This report evidences what automated checks found in the configuration and data of ${organization}, and what its people vouched for, ` +
  'at the time it names. It is no certificate and no legal advice.';

export async function readReport(reading: Reading, id: string): Promise<Report> {
  const { tx, tenantId } = reading;
  const audit = await readAudit(reading, id);
  const [own] = await tx.select({ name: tenant.name }).from(tenant).where(eq(tenant.tenantId, tenantId));
  const evidence = await tx
    .select({ check: complianceResult.checkName, evidence: complianceResult.evidence })
    .from(complianceResult)
    .where(and(eq(complianceResult.tenantId, tenantId), eq(complianceResult.runId, id)))
    .orderBy(asc(complianceResult.checkName));
  const { id: findingId, checkName: check, severity, state, failing, dueAt, fixedAt } = complianceFinding;
  const failed = new Set(audit.checks.filter(({ status }) => status === 'fail').map((result) => result.check));
  const rows = await tx
    .select({ id: findingId, check, severity, state, failing, dueAt, fixedAt })
    .from(complianceFinding)
    .where(eq(complianceFinding.tenantId, tenantId))
    .orderBy(asc(complianceFinding.dueAt));
  const findings = rows.filter((row) => failed.has(row.check) && (row.fixedAt === null || row.fixedAt > audit.finished_at));
  return { organization: own?.name ?? '', tenantId, audit, evidence, findings };
}
