import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { costCenter, groupMember, groupRole, role, userAccount, userGroup } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { scopeIdsOf, scopeNameOf } from '#lib/access/index.ts';
import type { Group, GroupRole } from '#lib/contracts/groups.ts';
import { AppError } from '#lib/core/errors.ts';

/** What work on groups needs of its transaction; the context of an operation has it, and so has whatever follows an identity provider. */
export interface GroupWork {
  readonly tx: TenantTransaction;
  readonly tenantId: string;
  readonly now: Date;
}

const activeMembers = sql<number>`(select count(*)::integer from ${groupMember} m
  join ${userAccount} u on u.tenant_id = m.tenant_id and u.id = m.user_id and u.status = 'active'
  where m.tenant_id = ${userGroup.tenantId} and m.group_id = ${userGroup.id})`;

/** Groups as callers see them; grants that ran out are there too until somebody revokes them. */
export async function readGroups(
  { tx, tenantId }: Pick<GroupWork, 'tx' | 'tenantId'>,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<Group[]> {
  const rows = await tx
    .select({ row: userGroup, code: costCenter.code, members: activeMembers })
    .from(userGroup)
    .leftJoin(costCenter, and(eq(costCenter.tenantId, userGroup.tenantId), eq(costCenter.id, userGroup.costCenterId)))
    .where(and(eq(userGroup.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  const ids = rows.map(({ row }) => row.id);
  const roles = await readGroupRoles(tx, tenantId, ids);
  return rows.map(({ row, code, members }) => ({
    ...{ id: row.id, name: row.name, description: row.description, origin: row.origin },
    // As the provider says it, without the connection of `ssoGroupId`.
    external_id: row.origin === 'sso' ? (row.externalId?.replace(/^[\da-f-]{36}:/, '') ?? null) : row.externalId,
    ...{ cost_center_id: row.costCenterId, cost_center_code: code, member_count: members },
    roles: roles.filter(({ groupId }) => groupId === row.id).map(({ grant }) => grant),
    ...{ created_at: row.createdAt, updated_at: row.updatedAt, version: row.version },
  }));
}

async function readGroupRoles(
  tx: TenantTransaction,
  tenantId: string,
  groupIds: readonly string[],
): Promise<readonly { readonly groupId: string; readonly grant: GroupRole }[]> {
  if (groupIds.length === 0) return [];
  const scope = scopeIdsOf(groupRole);
  return tx
    .select({
      groupId: groupRole.groupId,
      grant: {
        ...{ id: groupRole.id, role_id: groupRole.roleId, role_name: role.name, role_title: role.title, scope_kind: groupRole.scopeKind },
        ...{ department_id: scope.departmentId, team_id: scope.teamId, project_id: scope.projectId },
        ...{ scope_name: scopeNameOf(groupRole), expires_at: groupRole.expiresAt },
      },
    })
    .from(groupRole)
    .innerJoin(role, and(eq(role.tenantId, groupRole.tenantId), eq(role.id, groupRole.roleId)))
    .where(and(eq(groupRole.tenantId, tenantId), inArray(groupRole.groupId, [...groupIds])))
    .orderBy(groupRole.id);
}

export async function readGroup(work: Pick<GroupWork, 'tx' | 'tenantId'>, id: string): Promise<Group> {
  const [found] = await readGroups(work, { where: eq(userGroup.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
