import { and, eq, sql } from 'drizzle-orm';
import {
  apiToken,
  budget,
  connection,
  costAllocation,
  costCenter,
  environment,
  keyLoan,
  membership,
  project,
  release,
  reportExport,
  reportSchedule,
  role,
  roleAssignment,
  session,
  statement,
  userAccount,
  userGroup,
  virtualKey,
} from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { isPlacedScope } from '#lib/contracts/budget-resource.ts';
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

/** A project sits in its team, else in its department, and is its owner's own. */
async function placeOfProject(tx: TenantTransaction, tenantId: string, id: string): Promise<Placement | undefined> {
  const [row] = await tx
    .select({ teamId: project.teamId, departmentId: project.departmentId, userId: project.ownerId })
    .from(project)
    .where(and(eq(project.tenantId, tenantId), eq(project.id, id)));
  if (row === undefined) return undefined;
  const { teamId, departmentId, userId } = row;
  const team = teamId === null ? undefined : await placeOfTeam(tx, tenantId, teamId);
  const around = team ?? (departmentId === null ? undefined : await placeOfDepartment(tx, tenantId, departmentId));
  return { departmentIds: around?.departmentIds ?? [], teamIds: around?.teamIds ?? [], projectIds: [id], userId };
}

/** Environments and releases sit where their project does. */
const placeInProject =
  (table: typeof environment | typeof release): Loader =>
  async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ projectId: table.projectId })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), eq(table.id, id)));
    return row === undefined ? undefined : placeOfProject(tx, tenantId, row.projectId);
  };

/** Cost centers, what is split over them, groups and roles are the organization's. */
const placeOnTenant =
  (table: typeof costCenter | typeof costAllocation | typeof userGroup | typeof role): Loader =>
  async (tx, tenantId, id) => {
    const rows = await tx
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), eq(table.id, id)));
    return rows.length === 0 ? undefined : tenantPlacement;
  };

const loaders: Readonly<Record<PlacedKind, Loader>> = {
  project: placeOfProject,
  environment: placeInProject(environment),
  release: placeInProject(release),
  cost_center: placeOnTenant(costCenter),
  cost_allocation: placeOnTenant(costAllocation),
  group: placeOnTenant(userGroup),
  role: placeOnTenant(role),
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
      .select({
        kind: virtualKey.kind,
        ...{ teamId: virtualKey.teamId, userId: virtualKey.userId, departmentId: virtualKey.departmentId, projectId: virtualKey.projectId },
      })
      .from(virtualKey)
      .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, id)));
    if (row?.kind === 'project' && row.projectId !== null) {
      const place = await placeOfProject(tx, tenantId, row.projectId);
      // Whoever owns the project does not own its keys.
      return place === undefined ? undefined : { ...place, userId: null };
    }
    const around =
      row?.departmentId == null ? await placeOfOwned(tx, tenantId, row) : await placeOfDepartment(tx, tenantId, row.departmentId);
    return around === undefined || row === undefined || row.projectId === null ? around : { ...around, projectIds: [row.projectId] };
  },
  // The borrower's: who lends it acts on the key.
  key_loan: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ departmentId: keyLoan.departmentId, teamId: keyLoan.teamId })
      .from(keyLoan)
      .where(and(eq(keyLoan.tenantId, tenantId), eq(keyLoan.id, id)));
    if (row === undefined) return undefined;
    if (row.teamId !== null) return placeOfTeam(tx, tenantId, row.teamId);
    return row.departmentId === null ? undefined : placeOfDepartment(tx, tenantId, row.departmentId);
  },
  token: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ userId: apiToken.userId })
      .from(apiToken)
      .where(and(eq(apiToken.tenantId, tenantId), eq(apiToken.id, id)));
    return row === undefined ? undefined : { ...tenantPlacement, userId: row.userId };
  },
  // What belongs to nobody in particular is the organization's.
  connection: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ departmentId: connection.ownerDepartmentId, teamId: connection.ownerTeamId })
      .from(connection)
      .where(and(eq(connection.tenantId, tenantId), eq(connection.id, id)));
    if (row === undefined) return undefined;
    if (row.teamId !== null) return placeOfTeam(tx, tenantId, row.teamId);
    return row.departmentId === null ? tenantPlacement : placeOfDepartment(tx, tenantId, row.departmentId);
  },
  budget: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ scopeKind: budget.scopeKind, scopeValue: budget.scopeValue })
      .from(budget)
      .where(and(eq(budget.tenantId, tenantId), eq(budget.id, id)));
    if (row === undefined) return undefined;
    const { scopeKind: kind, scopeValue } = row;
    // What it counts may be gone; then it is the organization's.
    return (isPlacedScope(kind) ? await placementOf(tx, tenantId, kind, scopeValue) : undefined) ?? tenantPlacement;
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
  // Whose it is counts, and nothing else.
  report_export: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ userId: reportExport.authorId })
      .from(reportExport)
      .where(and(eq(reportExport.tenantId, tenantId), eq(reportExport.id, id)));
    return row === undefined ? undefined : { ...tenantPlacement, userId: row.userId };
  },
  report_schedule: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ kind: reportSchedule.scopeKind, scopeId: reportSchedule.scopeId })
      .from(reportSchedule)
      .where(and(eq(reportSchedule.tenantId, tenantId), eq(reportSchedule.id, id)));
    if (row === undefined) return undefined;
    const { kind, scopeId } = row;
    // What it reports on may be gone; then it is the organization's.
    return (kind === 'tenant' || scopeId === null ? undefined : await placementOf(tx, tenantId, kind, scopeId)) ?? tenantPlacement;
  },
  role_assignment: async (tx, tenantId, id) => {
    const [row] = await tx
      .select({ scopeKind: roleAssignment.scopeKind, scopeId: roleAssignment.scopeId })
      .from(roleAssignment)
      .where(and(eq(roleAssignment.tenantId, tenantId), eq(roleAssignment.id, id)));
    if (row === undefined) return undefined;
    return row.scopeKind === 'tenant' || row.scopeId === null ? tenantPlacement : placementOf(tx, tenantId, row.scopeKind, row.scopeId);
  },
};

/** Where the resource sits; undefined when the tenant has none with this id. */
export function placementOf(tx: TenantTransaction, tenantId: string, kind: PlacedKind, id: string): Promise<Placement | undefined> {
  return loaders[kind](tx, tenantId, id);
}
