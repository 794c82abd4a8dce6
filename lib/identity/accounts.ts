import { and, eq } from 'drizzle-orm';
import { findSignIns } from '#db/lookup.ts';
import { tenant, userAccount } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { IdentityRuntime } from './identity-runtime.ts';

/** An account that an e-mail address could mean. */
export interface Account {
  readonly tenantId: string;
  readonly tenantSlug: string;
  readonly tenantName: string;
  readonly userId: string;
  readonly email: string;
  readonly passwordHash: string | null;
  /** Account and tenant are active, and a temporary password has not run out. */
  readonly mayEnter: boolean;
}

/** The accounts of an address, at most twenty: in all tenants, or in the one with the slug. */
export async function findAccounts(runtime: IdentityRuntime, email: string, tenantSlug: string | null): Promise<readonly Account[]> {
  const { databases } = runtime;
  const now = new Date(runtime.clock.now());
  const found = await findSignIns(databases.lookup, email, tenantSlug);
  const accounts = await Promise.all(
    found.map(({ tenantId, id: userId }) =>
      inTenant(
        databases.app,
        tenantId,
        (tx) =>
          tx
            .select({
              tenantSlug: tenant.slug,
              tenantName: tenant.name,
              tenantStatus: tenant.status,
              email: userAccount.email,
              status: userAccount.status,
              passwordHash: userAccount.passwordHash,
              temporaryPasswordExpiresAt: userAccount.temporaryPasswordExpiresAt,
            })
            .from(userAccount)
            .innerJoin(tenant, eq(tenant.tenantId, userAccount.tenantId))
            .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId), eq(userAccount.kind, 'person'))),
        { readOnly: true },
      ).then((rows) => rows.map((row) => ({ ...row, tenantId, userId }))),
    ),
  );
  return accounts.flat().map(({ tenantStatus, status, temporaryPasswordExpiresAt: endsAt, ...account }) => ({
    ...account,
    mayEnter: tenantStatus === 'active' && status === 'active' && (endsAt === null || endsAt > now),
  }));
}
