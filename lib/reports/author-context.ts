import { and, eq } from 'drizzle-orm';
import { tenant, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { Access, noReach, visibilityCondition } from '#lib/command/access.ts';
import type { Caller, CommandRuntime, OperationContext } from '#lib/command/context.ts';
import { loadGrants } from '#lib/command/load-grants.ts';
import { isGoverned, openGrants, readPlaceControls } from '#lib/command/place-controls.ts';
import { newUuid } from '#lib/core/ids.ts';

/**
 * Somebody's access where they are not there themselves: what they hold now on places that are open to them, in the
 * transaction of the work. Undefined where
 * the account is not active any more, or the organization is not.
 */
export async function authorContext(
  runtime: CommandRuntime,
  { tx, tenantId, userId, now }: { readonly tx: TenantTransaction; readonly tenantId: string; readonly userId: string; readonly now: Date },
): Promise<OperationContext | undefined> {
  const [person] = await tx
    .select({ email: userAccount.email, name: userAccount.name, isGoverned: isGoverned(userAccount.tenantId) })
    .from(userAccount)
    .innerJoin(tenant, eq(tenant.tenantId, userAccount.tenantId))
    .where(
      and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId), eq(userAccount.status, 'active'), eq(tenant.status, 'active')),
    );
  if (person === undefined) return undefined;
  const { isGoverned: governed, ...named } = person;
  const held = await loadGrants(tx, tenantId, userId, now);
  const grants = governed
    ? openGrants(held, await readPlaceControls(tx, tenantId, { userId, sessionId: null, email: person.email }, held))
    : held;
  const caller: Caller = { tenantId, userId, sessionId: '', ...named, mustChangePassword: false, mustEnrol: false };
  const access = new Access(caller, grants, { seenAt: now, verifiedAt: now });
  return {
    ...{ runtime, tx, tenantId, caller, access, now, requestId: newUuid(now.getTime()), ip: null, country: null, site: null },
    ...{ logger: runtime.logger, reach: noReach, ownUserId: null },
    visible: (columns) => visibilityCondition(caller, noReach, false, columns),
    expectVersion: () => {},
  };
}
