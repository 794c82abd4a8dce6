import { and, eq } from 'drizzle-orm';
import { userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { loadGrants } from '#lib/command/load-grants.ts';
import { placementOf } from '#lib/command/placement.ts';
import { AppError } from '#lib/core/errors.ts';

/** Refuses to act on the account of somebody who ranks above the caller: a new password for them would be their rights. */
export async function requireMayManage(ctx: OperationContext, userId: string): Promise<void> {
  const { tx, tenantId, now } = ctx;
  const placement = await placementOf(tx, tenantId, 'user', userId);
  const [person] = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId), eq(userAccount.kind, 'person')));
  // A service account with a password would be a way in past the client it belongs to.
  if (placement === undefined || person === undefined) throw new AppError('not_found');
  const grants = await loadGrants(tx, tenantId, userId, now);
  const level = Math.max(0, ...grants.map((grant) => grant.level));
  if (level > ctx.access.levelOn(placement))
    throw new AppError('forbidden', { detail: 'This person holds a role that ranks above yours.' });
}
