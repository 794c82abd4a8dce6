import { and, eq, isNull } from 'drizzle-orm';
import { department, membership, project, team, userAccount } from '#db/schema/index.ts';
import { type Placement, tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { keyCreate } from '#lib/contracts/keys.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';

/** Whose a new key is and whom its calls are charged to. */
export interface KeyPlace {
  readonly userId: string | null;
  readonly teamId: string | null;
  /** Whom its calls are charged to where that is no team. */
  readonly departmentId: string | null;
}

type Input = InputOf<typeof keyCreate>;

const fault = (field: string, detail: string): AppError =>
  new AppError('validation_failed', { errors: [{ pointer: `/${field}`, detail }] });
const forbidden = (where: string): AppError => new AppError('forbidden', { detail: `This needs the permission keys.write on ${where}.` });

const missing = (field: 'team_id' | 'user_id' | 'department_id' | 'project_id', kind: string): AppError =>
  new AppError('not_found', { errors: [{ pointer: `/${field}`, detail: `There is no ${kind} with this id` }] });

/** The place of an active team; one that the caller may not see is reported like one that is not there. */
async function placeOfTeam({ tx, tenantId, access }: OperationContext, teamId: string): Promise<Placement> {
  const [row] = await tx
    .select({ id: team.id })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), eq(team.id, teamId), isNull(team.archivedAt)));
  const placement = row === undefined ? undefined : await placementOf(tx, tenantId, 'team', teamId);
  const isVisible = placement !== undefined && (access.allows('teams.read', placement) || access.allows('keys.read', placement));
  if (!isVisible) throw missing('team_id', 'active team');
  return placement;
}

async function teamsOf({ tx, tenantId }: OperationContext, userId: string): Promise<readonly string[]> {
  const rows = await tx
    .select({ teamId: membership.teamId })
    .from(membership)
    .innerJoin(team, and(eq(team.tenantId, membership.tenantId), eq(team.id, membership.teamId), isNull(team.archivedAt)))
    .where(and(eq(membership.tenantId, tenantId), eq(membership.userId, userId)));
  return rows.map((row) => row.teamId);
}

async function requireActiveUser({ tx, tenantId }: OperationContext, userId: string): Promise<void> {
  const [row] = await tx
    .select({ status: userAccount.status })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId)));
  if (row?.status !== 'active') throw missing('user_id', 'active person');
}

/** A personal key: one's own with `keys.own`, another's with `keys.write` where that person is. */
async function placeOfPersonal(ctx: OperationContext, input: Input): Promise<KeyPlace> {
  const { access, caller, tx, tenantId } = ctx;
  const userId = input.user_id ?? caller.userId;
  if (userId !== caller.userId) {
    const person = await placementOf(tx, tenantId, 'user', userId);
    if (person === undefined || !access.allows('keys.write', person)) throw missing('user_id', 'active person');
  } else if (!access.holdsSomewhere('keys.own') && !access.allows('keys.write', tenantPlacement)) throw forbidden('the whole organization');
  await requireActiveUser(ctx, userId);
  const teams = await teamsOf(ctx, userId);
  if (input.team_id !== undefined && !teams.includes(input.team_id))
    throw fault('team_id', 'The owner of the key is not a member of this team');
  return { userId, teamId: input.team_id ?? (teams.length === 1 ? (teams[0] ?? null) : null), departmentId: null };
}

/** A service key outlives people and teams' attention, so leads do not make them: it needs the department or the organization. */
async function placeOfService(ctx: OperationContext, input: Input): Promise<KeyPlace> {
  const { access } = ctx;
  if (input.team_id === undefined) {
    if (!access.allows('keys.write', tenantPlacement)) throw forbidden('the whole organization');
    return { userId: null, teamId: null, departmentId: null };
  }
  const { departmentIds } = await placeOfTeam(ctx, input.team_id);
  if (!access.allows('keys.write', { departmentIds, teamIds: [], userId: null })) throw forbidden('the team’s department');
  return { userId: null, teamId: input.team_id, departmentId: null };
}

async function placeOfTeamKey(ctx: OperationContext, input: Input): Promise<KeyPlace> {
  if (input.team_id === undefined) throw fault('team_id', 'A team key needs its team');
  if (!ctx.access.allows('keys.write', await placeOfTeam(ctx, input.team_id))) throw forbidden('this team');
  return { userId: null, teamId: input.team_id, departmentId: null };
}

async function placeOfDepartmentKey({ tx, tenantId, access }: OperationContext, input: Input): Promise<KeyPlace> {
  const { department_id: id } = input;
  if (id === undefined) throw fault('department_id', 'A key of a department needs its department');
  const [row] = await tx
    .select({ id: department.id })
    .from(department)
    .where(and(eq(department.tenantId, tenantId), eq(department.id, id), isNull(department.archivedAt)));
  const placement = row === undefined ? undefined : await placementOf(tx, tenantId, 'department', id);
  const isVisible = placement !== undefined && (access.allows('departments.read', placement) || access.allows('keys.read', placement));
  if (!isVisible) throw missing('department_id', 'active department');
  if (!access.allows('keys.write', placement)) throw forbidden('this department');
  return { userId: null, teamId: null, departmentId: id };
}

/** A project's key goes where its project is; whether it may be bound to it is decided with its work. */
async function placeOfProjectKey({ tx, tenantId, access }: OperationContext, input: Input): Promise<KeyPlace> {
  const { project_id: id } = input;
  if (id === undefined) throw fault('project_id', 'A key of a project needs its project');
  const [row] = await tx
    .select({ teamId: project.teamId, departmentId: project.departmentId })
    .from(project)
    .where(and(eq(project.tenantId, tenantId), eq(project.id, id), isNull(project.archivedAt)));
  const placement = row === undefined ? undefined : await placementOf(tx, tenantId, 'project', id);
  const isVisible = placement !== undefined && (access.allows('projects.read', placement) || access.allows('keys.read', placement));
  if (row === undefined || !isVisible) throw missing('project_id', 'active project');
  if (!access.allows('keys.write', placement)) throw forbidden('this project');
  return { userId: null, teamId: row.teamId, departmentId: row.teamId === null ? row.departmentId : null };
}

/** Decides whether the caller may make such a key, and whose it is. */
export async function requireKeyPlace(ctx: OperationContext, input: Input): Promise<KeyPlace> {
  if (input.kind === 'personal' && input.department_id !== undefined) throw fault('department_id', 'Only keys of a department have one');
  if (input.kind === 'personal') return placeOfPersonal(ctx, input);
  if (input.user_id !== undefined) throw fault('user_id', 'Only personal keys have an owner');
  const isDepartments = input.kind === 'department';
  if (!isDepartments && input.department_id !== undefined) throw fault('department_id', 'Only keys of a department have one');
  if ((isDepartments || input.kind === 'project') && input.team_id !== undefined) throw fault('team_id', `Not with the kind ${input.kind}`);
  switch (input.kind) {
    case 'team':
      return placeOfTeamKey(ctx, input);
    case 'department':
      return placeOfDepartmentKey(ctx, input);
    case 'project':
      return placeOfProjectKey(ctx, input);
    case 'service':
      return placeOfService(ctx, input);
  }
}
