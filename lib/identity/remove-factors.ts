import { and, eq } from 'drizzle-orm';
import { recoveryCode, secondFactor } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { SecondFactor } from '#lib/contracts/second-factors.ts';
import { readFactors } from '#lib/second-factors/index.ts';

/** Takes every second factor and recovery code from a locked account; one change for each factor. */
export async function removeFactors({ tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>, userId: string): Promise<Change[]> {
  const factors = await readFactors(tx, { tenantId, userId });
  await tx.delete(secondFactor).where(and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.userId, userId)));
  await tx.delete(recoveryCode).where(and(eq(recoveryCode.tenantId, tenantId), eq(recoveryCode.userId, userId)));
  return factors.map((factor) => changeOf('second_factor', 'secondFactor', SecondFactor, factor, null));
}
