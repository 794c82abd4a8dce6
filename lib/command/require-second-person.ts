import { and, eq, inArray } from 'drizzle-orm';
import { apiToken, oauthClient } from '#db/schema/index.ts';
import { AppError } from '#lib/core/errors.ts';
import type { OperationContext } from './context.ts';

/** Whether one of the accounts is that of a token or client of the organization that the person made. */
async function worksFor({ tx, tenantId }: OperationContext, userId: string, candidates: readonly string[]): Promise<boolean> {
  const [token] = await tx
    .select({ id: apiToken.id })
    .from(apiToken)
    .where(and(eq(apiToken.tenantId, tenantId), inArray(apiToken.userId, [...candidates]), eq(apiToken.createdBy, userId)))
    .limit(1);
  if (token !== undefined) return true;
  const [client] = await tx
    .select({ id: oauthClient.id })
    .from(oauthClient)
    .where(and(eq(oauthClient.tenantId, tenantId), inArray(oauthClient.userId, [...candidates]), eq(oauthClient.createdBy, userId)))
    .limit(1);
  return client !== undefined;
}

/**
 * Where two people have to agree: throws `forbidden` unless the caller is a person who is signed in, and somebody else than
 * those that had a part in it before (UUIDs), by themselves or by a token or client they made. A program is nobody's second pair of eyes.
 */
export async function requireSecondPerson(ctx: OperationContext, before: readonly (string | null)[], detail: string): Promise<void> {
  const { userId, credential } = ctx.caller;
  if (credential !== undefined)
    throw new AppError('forbidden', { detail: 'A second person has to do this, signed in; a token or a client cannot.' });
  const others = before.filter((id) => id !== null);
  if (others.includes(userId)) throw new AppError('forbidden', { detail });
  if (others.length > 0 && (await worksFor(ctx, userId, others))) throw new AppError('forbidden', { detail });
}
