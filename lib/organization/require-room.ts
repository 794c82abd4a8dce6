import { and, count, eq, isNull } from 'drizzle-orm';
import { department, team, tenant, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import type { TenantLimits } from '#lib/contracts/tenant.ts';
import { AppError } from '#lib/core/errors.ts';
import { limitsOf } from './tenant-limits.ts';

type Limited = 'departments' | 'teams' | 'users';

const counters: Readonly<Record<Limited, (tx: TenantTransaction, tenantId: string) => Promise<{ count: number }[]>>> = {
  departments: (tx, tenantId) =>
    tx
      .select({ count: count() })
      .from(department)
      .where(and(eq(department.tenantId, tenantId), isNull(department.archivedAt))),
  teams: (tx, tenantId) =>
    tx
      .select({ count: count() })
      .from(team)
      .where(and(eq(team.tenantId, tenantId), isNull(team.archivedAt))),
  users: (tx, tenantId) =>
    tx
      .select({ count: count() })
      .from(userAccount)
      .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.status, 'active'), eq(userAccount.kind, 'person'))),
};

const limitOf: Readonly<Record<Limited, Exclude<keyof TenantLimits, 'providers_allowed'>>> = {
  departments: 'departments_max',
  teams: 'teams_max',
  users: 'users_max',
};

/** Throws `limit_reached` when `more` active rows would pass the tenant's limit. Holds the tenant, so that two at once count each other. */
export async function requireRoom(tx: TenantTransaction, tenantId: string, what: Limited, more = 1): Promise<void> {
  await lockTenant(tx, tenantId);
  const [row] = await tx.select({ settings: tenant.settings, ceiling: tenant.ceiling }).from(tenant).where(eq(tenant.tenantId, tenantId));
  const max = limitsOf(row?.settings ?? {}, row?.ceiling)[limitOf[what]];
  const [active] = await counters[what](tx, tenantId);
  if ((active?.count ?? 0) + more > max)
    throw new AppError('limit_reached', { detail: `The organization may have ${max} active ${what}.` });
}
