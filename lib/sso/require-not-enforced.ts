import { and, eq, isNotNull, ne } from 'drizzle-orm';
import { ssoConnection, ssoDomain } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { readSettings } from './settings-rows.ts';

/** Whether people can sign in at an active connection of a proved domain, leaving one connection or one domain out. */
export async function hasWayIn(
  { tx, tenantId }: OperationContext,
  without: { readonly connectionId?: string; readonly domainId?: string } = {},
): Promise<boolean> {
  const [found] = await tx
    .select({ id: ssoDomain.id })
    .from(ssoDomain)
    .innerJoin(ssoConnection, and(eq(ssoConnection.tenantId, ssoDomain.tenantId), eq(ssoConnection.id, ssoDomain.connectionId)))
    .where(
      and(
        eq(ssoDomain.tenantId, tenantId),
        isNotNull(ssoDomain.verifiedAt),
        eq(ssoConnection.status, 'active'),
        without.connectionId === undefined ? undefined : ne(ssoConnection.id, without.connectionId),
        without.domainId === undefined ? undefined : ne(ssoDomain.id, without.domainId),
      ),
    )
    .limit(1);
  return found !== undefined;
}

const lockedOut = (): AppError =>
  new AppError('conflict', { detail: 'Single sign-on is enforced, and this is the last way in. Stop enforcing it first.' });

/** Refuses to take away the last connection by which people enter while passwords are refused to them. */
export async function requireNotEnforcedWithout(ctx: OperationContext, connectionId: string): Promise<void> {
  if ((await readSettings(ctx.tx, ctx.tenantId)).enforced && !(await hasWayIn(ctx, { connectionId }))) throw lockedOut();
}

/** As `requireNotEnforcedWithout`, for a domain. */
export async function requireNotEnforcedWithoutDomain(ctx: OperationContext, domainId: string): Promise<void> {
  if ((await readSettings(ctx.tx, ctx.tenantId)).enforced && !(await hasWayIn(ctx, { domainId }))) throw lockedOut();
}
