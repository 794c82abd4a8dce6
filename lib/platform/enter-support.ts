import { and, eq } from 'drizzle-orm';
import { session, supportAccess, supportCase, userAccount } from '#db/schema/index.ts';
import { inTenant, inTenantOf, type TenantTransaction } from '#db/tenant.ts';
import { loadAccess, tenantPlacement } from '#lib/command/access.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import type { Authentication } from '#lib/command/context.ts';
import { supportCaseAsk } from '#lib/contracts/support.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { IdentityRuntime, SignInFacts } from '#lib/identity/identity-runtime.ts';
import { openSession } from '#lib/identity/open-session.ts';

/** Where a request leads, and who made it: nobody else goes in by it. */
async function locate(runtime: IdentityRuntime, authentication: Authentication, id: string, facts: SignInFacts, now: Date) {
  const { tenantId } = authentication;
  return inTenant(runtime.databases.app, tenantId, async (tx) => {
    const access = await loadAccess(tx, authentication, now, { ip: facts.ip, country: facts.country ?? null });
    const { caller } = access;
    if (caller.isOperator !== true || caller.mustEnrol || caller.mustChangePassword) throw new AppError('forbidden');
    const own = and(eq(supportCase.tenantId, tenantId), eq(supportCase.id, id), eq(supportCase.createdBy, caller.userId));
    const [found] = await tx.select().from(supportCase).where(own);
    if (found === undefined) throw new AppError('not_found');
    // What was asked for is no right to stay: whoever may not ask any more does not go in either.
    const { permission } = supportCaseAsk;
    if (permission !== null && !access.allows(permission, tenantPlacement))
      throw new AppError('forbidden', { detail: `This needs the permission ${permission}. Ask an administrator of the platform for it.` });
    return { caller, tenantId: found.ofTenantId };
  });
}

/** The account of the grant, while it holds. */
async function accountOf(tx: TenantTransaction, tenantId: string, id: string, now: Date) {
  const [granted] = await tx
    .select({ state: supportAccess.state, endsAt: supportAccess.endsAt, userId: userAccount.id, email: userAccount.email })
    .from(supportAccess)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, supportAccess.userId)))
    .where(and(eq(supportAccess.tenantId, tenantId), eq(supportAccess.id, id)));
  if (granted?.state !== 'granted' || granted.endsAt === null || granted.endsAt <= now)
    throw new AppError('conflict', { detail: 'The organization has not agreed, or the time is over. Ask again.' });
  return { userId: granted.userId, email: granted.email, endsAt: granted.endsAt };
}

/**
 * Signs the operator who asked in with the account that was opened for them, until the hours are over at the latest; answers the secret
 * of the session. `conflict` while nobody has agreed and once it is over, `forbidden` where the tenant's networks keep them out.
 */
export async function enterSupport(
  runtime: IdentityRuntime,
  authentication: Authentication,
  id: string,
  facts: SignInFacts,
): Promise<string> {
  const now = new Date(runtime.clock.now());
  const { caller, tenantId } = await locate(runtime, authentication, id, facts, now);
  return inTenant(runtime.databases.app, tenantId, async (tx) => {
    const { userId, email, endsAt } = await accountOf(tx, tenantId, id, now);
    const opened = await openSession(runtime, tx, { tenantId, userId, email }, facts, 'support');
    if (opened === null) throw new AppError('forbidden', { detail: 'This organization is not open to people at your address.' });
    const running = and(eq(session.tenantId, tenantId), eq(session.userId, userId));
    await tx.update(session).set({ expiresAt: endsAt }).where(running);
    const home = authentication.tenantId;
    // The platform's own trail has it as well, in the same transaction.
    await inTenantOf(runtime.databases.app, tx, { home: tenantId, there: home }, () => {
      const { requestId, ip, userAgent } = facts;
      const origin = {
        tenantId: home,
        actorKind: 'user',
        actorId: caller.userId,
        actorName: caller.email,
        requestId,
        ip,
        userAgent,
      } as const;
      const after = { tenant_id: toPublicId('tenant', tenantId), ends_at: endsAt };
      const change = { resource: 'support_case', id: toPublicId('supportAccess', id), before: null, after };
      return writeAudit(tx, origin, 'support_case.enter', [change], now);
    });
    return opened.sessionSecret;
  });
}
