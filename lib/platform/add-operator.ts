import { and, eq } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { role, tenant } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { newTemporaryPassword, temporaryPasswordEnd } from '#lib/identity/temporary-password.ts';
import { addAdministrator } from './provision-tenant.ts';

/**
 * Adds a person to the platform's own tenant, who may do everything there; answers a temporary password. For whoever has
 * the secret of the installation: from then on operators are added in the console. `conflict` for an address that is there.
 */
export async function addOperator(databases: Pick<Databases, 'app' | 'operator'>, email: string, now: Date): Promise<string> {
  const [platform] = await databases.operator.select({ id: tenant.tenantId }).from(tenant).where(eq(tenant.kind, 'platform'));
  if (platform === undefined) throw new Error('There is no platform tenant yet: start Tollgate once, and then ask again.');
  const tenantId = platform.id;
  const { password, hash } = await newTemporaryPassword();
  const person = {
    email,
    name: '',
    passwordHash: hash,
    timeZone: 'UTC',
    createdAt: now,
    temporaryPasswordExpiresAt: temporaryPasswordEnd(now),
  };
  await inTenant(databases.app, tenantId, async (tx) => {
    const roles = await tx
      .select({ id: role.id, name: role.name })
      .from(role)
      .where(and(eq(role.tenantId, tenantId), eq(role.name, 'tenant_admin')));
    const byName = new Map(roles.map(({ name, id }) => [name, id]));
    const taken = { pointer: '/email', detail: 'Somebody of the platform has this e-mail address' };
    const userId = await refuseDuplicate('user_account_email', taken, addAdministrator(tx, tenantId, byName, person));
    const origin = { tenantId, actorKind: 'system', actorId: null, actorName: 'npm run operator', ip: null, userAgent: '' } as const;
    const change = { resource: 'user', id: toPublicId('user', userId), before: null, after: { email, role: 'tenant_admin' } };
    await writeAudit(tx, { ...origin, requestId: newUuid() }, 'user.create', [change], now);
  });
  return password;
}
