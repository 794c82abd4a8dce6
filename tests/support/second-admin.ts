import { and, eq } from 'drizzle-orm';
import { role, roleAssignment, session, userAccount } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { TestDatabase } from './database.ts';
import type { SamplePerson } from './sample-company.ts';

/** Another administrator of a company, signed in: for what takes two people. */
export async function addAdministrator(
  database: TestDatabase,
  { tenantId, slug }: { readonly tenantId: string; readonly slug: string },
): Promise<SamplePerson> {
  const person = { userId: newUuid(), sessionId: newUuid(), email: `second@${slug}.example` };
  await inTenant(database.databases.app, tenantId, async (tx) => {
    const [admin] = await tx
      .select({ id: role.id })
      .from(role)
      .where(and(eq(role.tenantId, tenantId), eq(role.name, 'tenant_admin')));
    await tx.insert(userAccount).values({ tenantId, id: person.userId, email: person.email, name: 'Second' });
    await tx
      .insert(roleAssignment)
      .values({ tenantId, id: newUuid(), userId: person.userId, roleId: admin?.id ?? '', scopeKind: 'tenant' });
    const expiresAt = new Date(Date.now() + 3_600_000);
    await tx.insert(session).values({ tenantId, id: person.sessionId, userId: person.userId, secretHash: person.sessionId, expiresAt });
  });
  return person;
}
