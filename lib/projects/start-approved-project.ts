import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { lockProject, writeProject } from './change-project.ts';

/** Starts a planned project by an approval; the permission of the caller is not asked. Throws `conflict` where it is not planned any more. */
export async function startApprovedProject(ctx: OperationContext, id: string): Promise<readonly Change[]> {
  const before = await lockProject(ctx, id);
  if (before.archived_at !== null) throw new AppError('conflict', { detail: 'The project is archived by now.' });
  if (before.status !== 'planned') throw new AppError('conflict', { detail: `The project is ${before.status} by now.` });
  const { changes } = await writeProject(ctx, before, { status: 'active' });
  return changes ?? [];
}
