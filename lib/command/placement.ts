import { and, eq, sql } from 'drizzle-orm';
import { budget, membership, roleAssignment, session, statement, userAccount, virtualKey } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { PlacedKind } from '#lib/contracts/operation.ts';
import { type Placement, tenantPlacement } from './access.ts';

/** Undefined: no such resource in this tenant. */
type Loader = (tx: TenantTransaction, tenantId: string, id: string) => Promise<Placement | undefined>;

/** A department and its ancestors, from itself upwards. */
async function departmentPath(tx: TenantTransaction, tenantId: string, departmentId: string): Promise<readonly string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    with recursive path as (
      select id, parent_id, 0 as depth from department where tenant_id = ${tenantId} and id = ${departmentId}
      union all select parent.id, parent.parent_id, path.depth + 1 from department parent join path on parent.id = path.parent_id
      where parent.tenant_id = ${tenantId} and path.depth < 32
    ) select id from path order by depth`);
  return [...rows].map((row) => row.id);
}

async function placeOfDepartment(tx: TenantTransaction, tenantId: string, id: string): Promise<Placement | undefined> {
  const departmentIds = await departmentPath(tx, tenantId, id);
  return departmentIds.length === 0 ? undefined : { departmentIds, teamIds: [], userId: null };
}

/** A team, the teams it is nested in, and the departments of all of them. */
async function placeOfTeam(tx: TenantTransaction, tenantId: string, id: string): Promise<Placement | undefined> {
  const rows = await tx.execute<{ kind: 'team' | 'department'; id: string }>(sql`
    with recursive teams as (
      select id, parent_id, department_id, 0 as depth from team where tenant_id = ${tenantId} and id = ${id}
      union all select parent.id, parent.parent_id, parent.department_id, teams.depth + 1 from team parent join teams on parent.id = teams.parent_id
      where parent.tenant_id = ${tenantId} and teams.depth < 32
    ), departments as (
      select id, parent_id from department where tenant_id = ${tenantId} and id in (select department_id from teams)
      union select parent.id, parent.parent_id from department parent join departments on parent.id = departments.parent_id
      where parent.tenant_id = ${tenantId}
    ) select 'team' as kind, id from teams union all select 'department', id from departments`);
  const found = [...rows];
  const idsOf = (kind: string) => found.filter((row) => row.kind === kind).map((row) => row.id);
  return found.length === 0 ? undefined : { departmentIds: idsOf('department'), teamIds: idsOf('team'), userId: null };
}

/** Places a row that names a team, a person, both or neither. */
async function placeOfOwned(
  tx: TenantTransaction,
  tenantId: string,
  owner: { teamId: string | null; userId: string | null } | undefined,
): Promise<Placement | undefined> {
  if (owner === undefined) return undefined;
  const team = owner.teamId === null ? undefined : await placeOfTeam(tx, tenantId, owner.teamId);
  return { departmentIds: team?.departmentIds ?? [], teamIds: team?.teamIds ?? [], userId: owner.userId };
}

/** A person sits in all their teams at once: a lead of any of them sees the person. */
async function placeOfUser(tx: TenantTransaction, tenantId: string, id: string): Promise<Placement | undefined> {
  const [user] = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, id)));
  if (user === undefined) return undefined;
  const memberships = await tx
    .select({ teamId: membership.teamId })
    .from(membership)
    .where(and(eq(membership.tenantId, tenantId), eq(membership.userId, id)));
  const places = await Promise.all(memberships.map(({ teamId }) => placeOfTeam(tx, tenantId, teamId)));
  return {
    departmentIds: places.flatMap((place) => place?.departmentIds ?? []),
    teamIds: places.flatMap((place) => place?.teamIds ?? []),
    userId: id,
  };
}

const loaders: Readonly<Record<PlacedKind, Loader>> = {
  department: placeOfDepartment,
  team: placeOfTeam,
  user: placeOfUser,
  membership: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ teamId: membership.teamId })
      .from(membership)
      .where(and(eq(membership.tenantId, tenantId), eq(membership.id, id)));
    return row === undefined ? undefined : placeOfTeam(tx, tenantId, row.teamId);
  },
  session: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ userId: session.userId })
      .from(session)
      .where(and(eq(session.tenantId, tenantId), eq(session.id, id)));
    return row === undefined ? undefined : placeOfUser(tx, tenantId, row.userId);
  },
  key: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ teamId: virtualKey.teamId, userId: virtualKey.userId })
      .from(virtualKey)
      .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, id)));
    return placeOfOwned(tx, tenantId, row);
  },
  budget: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ scopeKind: budget.scopeKind, scopeValue: budget.scopeValue })
      .from(budget)
      .where(and(eq(budget.tenantId, tenantId), eq(budget.id, id)));
    if (row === undefined) return undefined;
    const { scopeKind: kind, scopeValue } = row;
    const isPlaced = kind === 'department' || kind === 'team' || kind === 'user' || kind === 'key';
    // What it counts may be gone; then it is the organization's.
    return (isPlaced ? await placementOf(tx, tenantId, kind, scopeValue) : undefined) ?? tenantPlacement;
  },
  statement: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ scopeKind: statement.scopeKind, scopeValue: statement.scopeValue })
      .from(statement)
      .where(and(eq(statement.tenantId, tenantId), eq(statement.id, id)));
    if (row === undefined) return undefined;
    const { scopeKind: kind, scopeValue } = row;
    return (kind === 'department' || kind === 'team' ? await placementOf(tx, tenantId, kind, scopeValue) : undefined) ?? tenantPlacement;
  },
  role_assignment: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ scopeKind: roleAssignment.scopeKind, scopeId: roleAssignment.scopeId })
      .from(roleAssignment)
      .where(and(eq(roleAssignment.tenantId, tenantId), eq(roleAssignment.id, id)));
    if (row === undefined) return undefined;
    if (row.scopeKind === 'tenant' || row.scopeId === null) return { departmentIds: [], teamIds: [], userId: null };
    return row.scopeKind === 'team' ? placeOfTeam(tx, tenantId, row.scopeId) : placeOfDepartment(tx, tenantId, row.scopeId);
  },
};

/** Where the resource sits; undefined when the tenant has none with this id. */
export function placementOf(tx: TenantTransaction, tenantId: string, kind: PlacedKind, id: string): Promise<Placement | undefined> {
  return loaders[kind](tx, tenantId, id);
}
