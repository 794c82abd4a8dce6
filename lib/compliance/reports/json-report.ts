import { z } from 'zod';
import { ComplianceAuditWithResults } from '#lib/contracts/compliance-audits.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { type ReportFile, statementOf } from './report.ts';

/** All of the audit for programs; each evidence is the text that its digest is of. */
export const jsonReport: ReportFile = {
  suffix: '.json',
  contentType: 'application/json',
  async write({ organization, audit, evidence, findings }) {
    const wire = z.encode(ComplianceAuditWithResults, audit);
    const found = findings.map(({ id, dueAt, ...finding }) => ({ id: toPublicId('finding', id), ...finding, due_at: dueAt.toISOString() }));
    return `${JSON.stringify({ statement: statementOf(organization), organization, audit: wire, findings: found, evidence }, null, 2)}\n`;
  },
};
