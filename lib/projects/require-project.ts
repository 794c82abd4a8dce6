import { and, count, eq, inArray, isNull } from 'drizzle-orm';
import { project, userAccount } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { projectsMax } from '#lib/contracts/projects.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { rangeFault } from '#lib/core/range-fault.ts';
import { requireCenters, requireManager } from '#lib/cost-centers/require-center-place.ts';
import { requirePlace } from '#lib/organization/require-place.ts';
import type { ProjectInput } from './project-columns.ts';

const permissions = { read: 'projects.read', write: 'projects.write' } as const;
const fault = (pointer: string, detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer, detail }] });

export async function requireRoomForProject({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ projects: count() })
    .from(project)
    .where(and(eq(project.tenantId, tenantId), isNull(project.archivedAt)));
  if ((row?.projects ?? 0) >= projectsMax)
    throw new AppError('limit_reached', { detail: `The organization has ${projectsMax} projects, which is the most.` });
}

async function requirePeople({ tx, tenantId }: OperationContext, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), inArray(userAccount.id, [...ids])));
  const known = new Set(rows.map(({ id }) => id));
  const missing = ids.findIndex((id) => !known.has(id));
  if (missing !== -1)
    throw new AppError('not_found', {
      errors: [{ pointer: `/stakeholders/${missing}/user_id`, detail: 'There is no person with this id' }],
    });
}

function requireRanges(ranges: readonly string[]): void {
  const errors = ranges.flatMap((range, index): FieldError[] => {
    const detail = rangeFault(range);
    return detail === undefined ? [] : [{ pointer: `/allowed_ips/${index}`, detail }];
  });
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}

/** Whom a project is charged to is for those to say who keep the books. */
async function requireCostCenter(ctx: OperationContext, id: string | null | undefined): Promise<void> {
  if (id === undefined) return;
  if (!ctx.access.allows('cost_centers.write', tenantPlacement))
    throw new AppError('forbidden', { detail: 'Choosing the cost center of a project needs the permission cost_centers.write.' });
  if (id !== null) await requireCenters(ctx, [id], () => '/cost_center_id');
}

/** Refuses what an input names and is not there or not the caller's to name; `places` are those the project would sit in. */
export async function requireProject(
  ctx: OperationContext,
  input: ProjectInput,
  dates: { readonly start: string | null; readonly end: string | null },
): Promise<void> {
  if (dates.start !== null && dates.end !== null && dates.end < dates.start) throw fault('/end_date', 'Must not be before start_date');
  requireRanges(input.allowed_ips ?? []);
  await requireManager(ctx, input.owner_id, 'owner_id');
  await requirePeople(ctx, input.stakeholders?.map(({ user_id: id }) => id) ?? []);
  await requireCostCenter(ctx, input.cost_center_id);
  if (input.team_id !== undefined && input.team_id !== null)
    await requirePlace(ctx, permissions, { of: 'team', id: input.team_id, field: 'team_id' });
  if (input.department_id !== undefined && input.department_id !== null)
    await requirePlace(ctx, permissions, { of: 'department', id: input.department_id, field: 'department_id' });
}

/** A project outside every team and department is the whole organization's. */
export const requireTop = (ctx: OperationContext): Promise<void> =>
  requirePlace(ctx, permissions, { of: 'team', id: null, field: 'team_id' });
