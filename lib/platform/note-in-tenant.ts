import { type Change, writeAudit } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';

/** Puts what the platform did to a tenant into the tenant's own audit trail; the transaction has to be in that tenant. */
export function noteInTenant(ctx: OperationContext, tenantId: string, action: string, changes: readonly Change[]): Promise<void> {
  const { caller, ip, requestId, now } = ctx;
  const actorName = `${caller.email} of the platform`;
  return writeAudit(
    ctx.tx,
    { tenantId, actorKind: 'system', actorId: null, actorName, ip, userAgent: '', requestId },
    action,
    changes,
    now,
  );
}
