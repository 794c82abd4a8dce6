import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Project } from '#lib/contracts/project-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { ProjectInput } from './project-columns.ts';
import { startGate } from './start-gate.ts';

const needed = (how: string): AppError =>
  new AppError('approval_required', { detail: `An approval is needed to start this project. ${how}` });

/** The status of a new project: what was said, and `planned` where it needs an approval. Throws `approval_required` for any other there. */
export async function firstStatus(ctx: OperationContext, input: ProjectInput): Promise<Project['status']> {
  const gate = await startGate(ctx);
  const place = { teamId: input.team_id ?? null, departmentId: input.department_id ?? null };
  if (!(await gate.holds({ requiresApproval: input.requires_approval ?? false, ...place }))) return input.status ?? 'active';
  if (input.status === undefined || input.status === 'planned') return 'planned';
  throw needed('Create it as planned, and ask for it.');
}

/**
 * Lets nobody start a planned project past its approval, neither by its status nor by no longer asking for one: that is for
 * those to say who write the rules. Every other status leads to `active`, so all of them are starts.
 */
export async function requireMayStart(ctx: OperationContext, before: Project, changed: ProjectInput): Promise<void> {
  if (before.status !== 'planned') return;
  if (changed.requires_approval === false && !ctx.access.allows('approvals.write', tenantPlacement))
    throw new AppError('forbidden', {
      detail: 'That a planned project needs no approval is said by those who write the rules of approvals.',
    });
  if (changed.status === undefined) return;
  const gate = await startGate(ctx);
  const requiresApproval = changed.requires_approval ?? before.requires_approval;
  const { team_id: teamId = before.team_id, department_id: departmentId = before.department_id } = changed;
  // Neither where it is nor where it would go may it start by itself.
  const places = [
    { teamId: before.team_id, departmentId: before.department_id },
    { teamId, departmentId },
  ];
  for (const place of places)
    if (await gate.holds({ requiresApproval, ...place }))
      throw needed(`POST /api/v1/approvals asks for it, with the kind project_start and project_id ${toPublicId('project', before.id)}.`);
}
