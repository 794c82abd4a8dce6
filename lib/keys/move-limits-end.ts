import { and, eq, isNull, sql } from 'drizzle-orm';
import { budget } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { VirtualKey } from '#lib/contracts/keys.ts';
import { toPublicId } from '#lib/core/ids.ts';

/**
 * Budgets that end with a key end where it ends now: a replaced key that is let live longer does not outlive what limits it.
 * Answers what the audit trail keeps.
 */
export async function moveLimitsEnd(
  { tx, tenantId, now }: OperationContext,
  before: VirtualKey,
  expiresAt: Date | null,
): Promise<Change[]> {
  if (before.expires_at === null) return [];
  const ofKey = and(
    eq(budget.tenantId, tenantId),
    eq(budget.scopeKind, 'key'),
    eq(budget.scopeValue, before.id),
    isNull(budget.archivedAt),
  );
  const rows = await tx
    .update(budget)
    .set({ effectiveUntilAt: expiresAt, updatedAt: now, version: sql`${budget.version} + 1` })
    .where(and(ofKey, eq(budget.effectiveUntilAt, before.expires_at)))
    .returning({ id: budget.id });
  if (rows.length > 0) await bumpConfigVersions(tx, tenantId, ['budgets']);
  return rows.map(({ id }) => ({
    ...{ resource: 'budget', id: toPublicId('budget', id) },
    before: { effective_until: before.expires_at?.toISOString() ?? null },
    after: { effective_until: expiresAt?.toISOString() ?? null },
  }));
}
