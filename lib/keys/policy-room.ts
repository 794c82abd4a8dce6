import { and, count, eq, isNotNull } from 'drizzle-orm';
import { keyPolicy, virtualKey } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import type { VirtualKey } from '#lib/contracts/keys.ts';
import { AppError } from '#lib/core/errors.ts';
import type { KeyPlace } from './require-key-place.ts';

type Policy = typeof keyPolicy.$inferSelect;

/** The keys that a rule counts where it concerns the new one; undefined where it does not. */
function countedBy({ scopeKind, scopeValue }: Policy, kind: VirtualKey['kind'], { teamId, userId }: KeyPlace) {
  if (scopeKind === 'tenant') return [];
  if (scopeKind === 'team') return scopeValue === teamId ? [eq(virtualKey.teamId, scopeValue)] : undefined;
  if (scopeValue !== kind) return undefined;
  const ofKind = eq(virtualKey.kind, kind);
  return kind === 'personal' && userId !== null ? [ofKind, eq(virtualKey.userId, userId)] : [ofKind];
}

/** Refuses one more active key than the rules of the organization allow where it would be. */
export async function requireRoomInPolicies(ctx: OperationContext, kind: VirtualKey['kind'], place: KeyPlace): Promise<void> {
  const { tx, tenantId } = ctx;
  const policies = await tx
    .select()
    .from(keyPolicy)
    .where(and(eq(keyPolicy.tenantId, tenantId), isNotNull(keyPolicy.keysMax)));
  if (policies.length === 0) return;
  // Two keys that are made at once would both find room for the last.
  await lockTenant(tx, tenantId);
  for (const policy of policies) {
    const counted = countedBy(policy, kind, place);
    if (counted === undefined || policy.keysMax === null) continue;
    const [row] = await tx
      .select({ keys: count() })
      .from(virtualKey)
      .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.status, 'active'), ...counted));
    if ((row?.keys ?? 0) < policy.keysMax) continue;
    throw new AppError('limit_reached', {
      detail: `The rules for keys allow ${policy.keysMax} active ones here. Disable one that is not needed any more, or ask an administrator.`,
    });
  }
}
