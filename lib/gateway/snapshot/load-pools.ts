import { and, eq, isNull } from 'drizzle-orm';
import { type connection, connectionLoan, department, team } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { Pools } from '../scopes/pools.ts';

type Stored = Pick<typeof connection.$inferSelect, 'id' | 'ownerDepartmentId' | 'ownerTeamId'>;

/** Who reaches connections that belong to a part of the organization; null where none does, so that its calls pay one look for it. */
export async function loadPools(tx: TenantTransaction, tenantId: string, stored: readonly Stored[]): Promise<Pools | null> {
  const owned = stored.filter(({ ownerDepartmentId, ownerTeamId }) => ownerDepartmentId !== null || ownerTeamId !== null);
  if (owned.length === 0) return null;
  const loans = await tx
    .select()
    .from(connectionLoan)
    .where(and(eq(connectionLoan.tenantId, tenantId), isNull(connectionLoan.endedAt)));
  const teams = await tx
    .select({ id: team.id, parentId: team.parentId, departmentId: team.departmentId })
    .from(team)
    .where(eq(team.tenantId, tenantId));
  const departments = await tx
    .select({ id: department.id, parentId: department.parentId })
    .from(department)
    .where(eq(department.tenantId, tenantId));
  const connections = owned.map(({ id, ownerDepartmentId, ownerTeamId }) => {
    const borrowers = loans.filter(({ connectionId }) => connectionId === id).map((loan) => loan.teamId ?? loan.departmentId);
    return { connectionId: id, places: [ownerTeamId ?? ownerDepartmentId, ...borrowers].filter((place) => place !== null) };
  });
  return new Pools(connections, teams, departments);
}
