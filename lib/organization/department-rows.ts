import { and, count, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { department, team } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Department } from '#lib/contracts/departments.ts';
import { AppError } from '#lib/core/errors.ts';

/** Departments as callers see them. */
export async function readDepartments(
  tx: TenantTransaction,
  tenantId: string,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<Department[]> {
  const activeTeams = tx
    .select({ count: count() })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), eq(team.departmentId, department.id), isNull(team.archivedAt)));
  return tx
    .select({
      id: department.id,
      parent_id: department.parentId,
      name: department.name,
      team_count: sql<number>`(${activeTeams})::integer`,
      created_at: department.createdAt,
      updated_at: department.updatedAt,
      archived_at: department.archivedAt,
      version: department.version,
    })
    .from(department)
    .where(and(eq(department.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
}

export async function readDepartment(tx: TenantTransaction, tenantId: string, id: string): Promise<Department> {
  const [found] = await readDepartments(tx, tenantId, { where: eq(department.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
