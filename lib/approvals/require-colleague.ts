import { and, eq } from 'drizzle-orm';
import { userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';

/** Refuses a person who is not there or not active, and the caller themselves. */
export async function requireColleague({ tx, tenantId, caller }: OperationContext, userId: string): Promise<void> {
  const [found] = await tx
    .select({ status: userAccount.status })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId)));
  if (found?.status !== 'active')
    throw new AppError('not_found', { errors: [{ pointer: '/user_id', detail: 'There is no active person with this id' }] });
  if (userId === caller.userId)
    throw new AppError('validation_failed', { errors: [{ pointer: '/user_id', detail: 'Somebody else has to be named' }] });
}
