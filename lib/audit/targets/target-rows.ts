import { and, eq } from 'drizzle-orm';
import { auditTarget } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AuditTarget } from '#lib/contracts/audit-targets.ts';
import { AppError } from '#lib/core/errors.ts';

export type TargetRow = typeof auditTarget.$inferSelect;

/** A target as callers see it: never its credential. */
export const toTarget = (row: TargetRow): AuditTarget => ({
  id: row.id,
  name: row.name,
  kind: AuditTarget.shape.kind.parse(row.kind),
  url: row.url,
  settings: AuditTarget.shape.settings.parse(row.settings),
  credential_hint: row.credentialHint,
  status: row.status,
  delivered_at: row.deliveredAt,
  delivered: `${row.cursorEpoch}/${row.cursorIndex}`,
  failing_since: row.failingSinceAt,
  last_error: row.lastError,
  created_at: row.createdAt,
  version: row.version,
});

/** The target, locked for a change; throws `not_found`. */
export async function lockTarget({ tx, tenantId }: OperationContext, id: string): Promise<TargetRow> {
  const [row] = await tx
    .select()
    .from(auditTarget)
    .where(and(eq(auditTarget.tenantId, tenantId), eq(auditTarget.id, id)))
    .for('update');
  if (row === undefined) throw new AppError('not_found');
  return row;
}
