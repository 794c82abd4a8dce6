import { and, eq, isNull } from 'drizzle-orm';
import { environment } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { Project } from '#lib/contracts/project-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { readProject } from '#lib/projects/project-rows.ts';

/** What all calls of a key are for. */
export interface KeyWork {
  readonly projectId: string | null;
  readonly environmentId: string | null;
}

const missing = (field: string, what: string): AppError =>
  new AppError('not_found', { errors: [{ pointer: `/${field}`, detail: `There is no ${what} with this id` }] });

async function readOrMissing(ctx: OperationContext, id: string): Promise<Project> {
  return readProject(ctx, id).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'not_found' ? missing('project_id', 'active project') : error;
  });
}

/** A key that is bound spends the project's money whoever holds it: it is for those who may name the project anyway, and who run it. */
async function mayBind(ctx: OperationContext, project: Project, teamId: string | null): Promise<boolean> {
  const { access, caller, tx, tenantId } = ctx;
  const placement = await placementOf(tx, tenantId, 'project', project.id);
  if (placement !== undefined && access.allows('projects.write', placement)) return true;
  if (project.owner_id === caller.userId || project.stakeholders.some(({ user_id: id }) => id === caller.userId)) return true;
  if (project.visibility !== 'team') return project.visibility === 'public';
  const ofKey = teamId === null ? undefined : await placementOf(tx, tenantId, 'team', teamId);
  if (project.team_id !== null) return ofKey?.teamIds.includes(project.team_id) === true;
  return project.department_id === null || ofKey?.departmentIds.includes(project.department_id) === true;
}

/** Decides whether a key of a team may be bound so; null takes a binding back. An environment needs its project. */
export async function requireKeyWork(ctx: OperationContext, { projectId, environmentId }: KeyWork, teamId: string | null): Promise<void> {
  if (projectId === null) {
    if (environmentId === null) return;
    throw new AppError('validation_failed', { errors: [{ pointer: '/environment_id', detail: 'Needs the project it belongs to' }] });
  }
  const project = await readOrMissing(ctx, projectId);
  if (project.archived_at !== null) throw missing('project_id', 'active project');
  if (!(await mayBind(ctx, project, teamId)))
    throw new AppError('forbidden', { detail: `Binding this key to ${project.name} needs the permission projects.write on it.` });
  if (environmentId === null) return;
  const { tx, tenantId } = ctx;
  const rows = await tx
    .select({ id: environment.id })
    .from(environment)
    .where(
      and(
        ...[eq(environment.tenantId, tenantId), eq(environment.id, environmentId)],
        ...[eq(environment.projectId, projectId), isNull(environment.archivedAt)],
      ),
    );
  if (rows.length === 0) throw missing('environment_id', 'active environment of the project');
}
