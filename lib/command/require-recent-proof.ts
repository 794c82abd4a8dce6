import type { Operation } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Access } from './access.ts';

/** How long a proof of who somebody is opens dangerous work. */
export const recentMs = 10 * 60_000;

/** Throws `step_up_required` where a dangerous operation is asked for by a session whose last proof is too old. */
export function requireRecentProof({ verifiedAt }: Pick<Access, 'verifiedAt'>, { stepUp }: Pick<Operation, 'stepUp'>, now: Date): void {
  if (stepUp === true && now.getTime() - verifiedAt.getTime() >= recentMs) throw new AppError('step_up_required');
}
