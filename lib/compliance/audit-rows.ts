import { and, asc, eq } from 'drizzle-orm';
import { auditEntry, auditLeaf, complianceResult, complianceRun } from '#db/schema/index.ts';
import type { ComplianceAudit, ComplianceAuditWithResults } from '#lib/contracts/compliance-audits.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { checkNamed } from './checks/index.ts';
import type { Reading } from './compliance-settings.ts';

type Row = typeof complianceRun.$inferSelect;

/** What audit entries of runs are about. */
export const runResource = 'compliance_audit';

/** A run as callers see it in lists. */
export const toAudit = (row: Omit<Row, 'controls'>): ComplianceAudit => ({
  id: row.id,
  cause: row.cause,
  started_by: row.startedBy,
  started_at: row.startedAt,
  finished_at: row.finishedAt,
  next_audit_at: row.nextAuditAt,
  score: row.score,
  evidenced: row.evidenced,
  frameworks: [...row.frameworks],
  digest: row.digest,
});

/** Where the trail holds the run: the entry is written with it, its leaf by the sequencer soon after. */
async function leafOf({ tx, tenantId }: Reading, id: string): Promise<ComplianceAuditWithResults['audit_leaf']> {
  const [row] = await tx
    .select({ entryId: auditEntry.id, epoch: auditLeaf.epoch, index: auditLeaf.leafIndex })
    .from(auditEntry)
    .leftJoin(auditLeaf, and(eq(auditLeaf.tenantId, auditEntry.tenantId), eq(auditLeaf.entryId, auditEntry.id)))
    .where(
      and(
        eq(auditEntry.tenantId, tenantId),
        eq(auditEntry.resourceKind, runResource),
        eq(auditEntry.resourceId, toPublicId('complianceRun', id)),
        eq(auditEntry.action, 'compliance_audit.run'),
      ),
    )
    .orderBy(asc(auditEntry.id))
    .limit(1);
  return row === undefined ? null : { entry_id: row.entryId, epoch: row.epoch, leaf_index: row.index?.toString() ?? null };
}

export async function readAudit(reading: Reading, id: string): Promise<ComplianceAuditWithResults> {
  const { tx, tenantId } = reading;
  const mine = and(eq(complianceRun.tenantId, tenantId), eq(complianceRun.id, id));
  const [row] = await tx.select().from(complianceRun).where(mine);
  if (row === undefined) throw new AppError('not_found');
  const { checkName: check, status, examined, failing, digest } = complianceResult;
  const results = await tx
    .select({ check, status, examined, failing, digest })
    .from(complianceResult)
    .where(and(eq(complianceResult.tenantId, tenantId), eq(complianceResult.runId, id)))
    .orderBy(asc(complianceResult.checkName));
  return {
    ...toAudit(row),
    controls: row.controls.map((control) => ({ ...control, checks: [...control.checks] })),
    checks: results.map((result) => ({ ...result, title: checkNamed(result.check)?.title ?? result.check })),
    audit_leaf: await leafOf(reading, id),
  };
}
