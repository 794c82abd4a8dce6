import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome, Unchanged } from '#lib/command/executable.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { type Project, ProjectProfile } from '#lib/contracts/project-resource.ts';
import { projectUpdate } from '#lib/contracts/projects.ts';
import { requireActive } from '#lib/organization/require-active.ts';
import { lockProject, writeProject } from './change-project.ts';
import { columnsOf, type ProjectInput, profileWith } from './project-columns.ts';
import { requireMayStart } from './require-may-start.ts';
import { requireMayWeaken } from './require-may-weaken.ts';
import { requireProject, requireTop } from './require-project.ts';

const comparable = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner)) ?? '';

/** The fields that would become something else. */
function changedFields(before: Project, input: ProjectInput): ProjectInput {
  const current: Readonly<Record<string, unknown>> = {
    ...before,
    stakeholders: before.stakeholders.map(({ user_id, role }) => ({ user_id, role })),
  };
  return Object.fromEntries(
    Object.entries(input).filter(([name, value]) => value !== undefined && comparable(value) !== comparable(current[name])),
  );
}

/** Changes a project that is not archived, as far as it would become something else. */
export async function changeProject(
  ctx: OperationContext,
  { project_id: id, ...input }: InputOf<typeof projectUpdate>,
): Promise<Outcome<Project> | Unchanged<Project>> {
  const before = await lockProject(ctx, id);
  requireActive(before);
  const changed = changedFields(before, input);
  if (Object.keys(changed).length === 0) return { result: before, changes: null };
  const { start_date: start = before.start_date, end_date: end = before.end_date } = changed;
  await requireProject(ctx, changed, { start, end });
  await requireMayStart(ctx, before, changed);
  await requireMayWeaken(ctx, before, changed);
  const isMoved = changed.team_id !== undefined || changed.department_id !== undefined;
  const { team_id: teamId = before.team_id, department_id: departmentId = before.department_id } = changed;
  if (isMoved && teamId === null && departmentId === null) await requireTop(ctx);
  const profile = ProjectProfile.parse({
    ...{ quality_gates: before.quality_gates, delivery: before.delivery, business_value: before.business_value, kpis: before.kpis },
  });
  return writeProject(ctx, before, { ...columnsOf(changed), profile: profileWith(profile, changed) });
}

export const updateProject = defineCommand(projectUpdate, changeProject);
