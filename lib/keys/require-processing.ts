import { and, eq } from 'drizzle-orm';
import { personProcessing } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';

/** Refuses a personal key that would work while its owner has withdrawn their consent to that, or had their data restricted. */
export async function requireProcessing({ tx, tenantId }: OperationContext, ownerId: string): Promise<void> {
  const [stopped] = await tx
    .select({ userId: personProcessing.userId })
    .from(personProcessing)
    .where(and(eq(personProcessing.tenantId, tenantId), eq(personProcessing.userId, ownerId), eq(personProcessing.keysStopped, true)));
  if (stopped !== undefined)
    throw new AppError('conflict', {
      detail: 'Personal keys of this person are stopped: they withdrew their consent, or their data is restricted. See Privacy.',
    });
}
