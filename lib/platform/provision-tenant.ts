import { role, roleAssignment, tenant, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { builtInRoles } from '#lib/access/built-in-roles.ts';
import { seededRoles } from '#lib/access/seeded-roles.ts';
import { newUuid } from '#lib/core/ids.ts';

export interface NewTenant {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: 'customer' | 'demo' | 'platform';
  readonly timeZone: string;
  readonly residency?: string;
  readonly createdAt: Date;
  /** Who lets new price lists into force; nobody needs to unless said. */
  readonly priceReview?: 'automatic' | 'review' | 'four_eyes';
}

/** Inserts the tenant, the eight built-in roles and those it starts with as its own; answers the roles' ids by name. Rejects with 23505 when the slug is taken. */
export async function provisionTenant(tx: TenantTransaction, given: NewTenant, now: Date): Promise<ReadonlyMap<string, string>> {
  await tx.insert(tenant).values({ ...given, updatedAt: given.createdAt });
  const roles = [...builtInRoles.map((one) => ({ ...one, builtIn: true })), ...seededRoles.map((one) => ({ ...one, builtIn: false }))];
  const rows = roles.map((one) => ({
    ...{ ...one, permissions: [...one.permissions] },
    ...{ tenantId: given.tenantId, id: newUuid(now.getTime()), createdAt: now, updatedAt: now },
  }));
  await tx.insert(role).values(rows);
  return new Map(rows.map((row) => [row.name, row.id]));
}

export interface NewAdministrator {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly timeZone: string;
  readonly createdAt: Date;
  /** Set where somebody else chose the password. */
  readonly temporaryPasswordExpiresAt?: Date;
}

/** Inserts a person with the role tenant_admin on the whole tenant; answers their id. */
export async function addAdministrator(
  tx: TenantTransaction,
  tenantId: string,
  roles: ReadonlyMap<string, string>,
  person: NewAdministrator,
): Promise<string> {
  const userId = newUuid(person.createdAt.getTime());
  await tx.insert(userAccount).values({ tenantId, id: userId, ...person, updatedAt: person.createdAt });
  await tx.insert(roleAssignment).values({
    tenantId,
    id: newUuid(person.createdAt.getTime()),
    userId,
    roleId: roles.get('tenant_admin') ?? '',
    scopeKind: 'tenant',
    createdAt: person.createdAt,
  });
  return userId;
}
