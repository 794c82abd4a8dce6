import { and, count, eq, isNull, type SQL } from 'drizzle-orm';
import { recoveryCode, secondFactor } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { SecondFactor } from '#lib/contracts/second-factors.ts';
import { AppError } from '#lib/core/errors.ts';
import type { FactorOwner } from './limit-guesses.ts';

/** Factors as their owner sees them, oldest first: an explicit list, so that no secret and no key leaves. */
export function readFactors(tx: TenantTransaction, { tenantId, userId }: FactorOwner, where?: SQL): Promise<SecondFactor[]> {
  return tx
    .select({
      id: secondFactor.id,
      kind: secondFactor.kind,
      name: secondFactor.name,
      hint: secondFactor.hint,
      backed_up: secondFactor.backedUp,
      created_at: secondFactor.createdAt,
      confirmed_at: secondFactor.confirmedAt,
      last_used_at: secondFactor.lastUsedAt,
    })
    .from(secondFactor)
    .where(and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.userId, userId), where))
    .orderBy(secondFactor.id);
}

/** A factor of the person; somebody else's is not there. */
export async function readFactor(tx: TenantTransaction, owner: FactorOwner, id: string): Promise<SecondFactor> {
  const [found] = await readFactors(tx, owner, eq(secondFactor.id, id));
  if (found === undefined) throw new AppError('not_found');
  return found;
}

/** The condition for one factor of the tenant. */
export const factorRow = (tenantId: string, id: string) => and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.id, id));

/** How many recovery codes still work. */
export async function countRecoveryCodes(tx: TenantTransaction, { tenantId, userId }: FactorOwner): Promise<number> {
  const [row] = await tx
    .select({ left: count() })
    .from(recoveryCode)
    .where(and(eq(recoveryCode.tenantId, tenantId), eq(recoveryCode.userId, userId), isNull(recoveryCode.usedAt)));
  return Number(row?.left ?? 0);
}

/** The person who asks, as the owner of factors. */
export const ownerOf = ({ tenantId, caller }: Pick<OperationContext, 'tenantId' | 'caller'>): FactorOwner => ({
  tenantId,
  userId: caller.userId,
});
