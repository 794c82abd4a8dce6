import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import { requireRecentProof } from '#lib/command/require-recent-proof.ts';
import type { Project } from '#lib/contracts/project-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import type { ProjectInput } from './project-columns.ts';

/** Names of frameworks are the same whatever signs and capitals they are written with (`unmet-requirements.ts`). */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '') || name;

/** The requirements that a change would take away; another spelling of one takes nothing away. */
export function droppedRequirements(before: readonly string[], after: readonly string[]): readonly string[] {
  const kept = new Set(after.map(plain));
  return before.filter((name) => !kept.has(plain(name)));
}

/**
 * What a project is held to holds its own people: they may ask more of it, and take nothing back. That is for those who answer
 * for compliance where the project is, in a session that was proven lately.
 */
export async function requireMayWeaken(ctx: OperationContext, before: Project, changed: ProjectInput): Promise<void> {
  const after = changed.compliance_requirements;
  if (after === undefined) return;
  const dropped = droppedRequirements(before.compliance_requirements, after);
  if (dropped.length === 0) return;
  const place = await placementOf(ctx.tx, ctx.tenantId, 'project', before.id);
  if (place === undefined || !ctx.access.allows('compliance.write', place))
    throw new AppError('forbidden', {
      detail: `Taking ${dropped.join(', ')} from the compliance requirements of a project needs the permission compliance.write there.`,
    });
  requireRecentProof(ctx.access, { stepUp: true }, ctx.now);
}
