import type { OperationContext } from '#lib/command/context.ts';
import { requireMayGrantHeld } from './require-may-grant-held.ts';
import { requireMayManage } from './require-may-manage.ts';

/** As `requireMayManage`, for what opens somebody's account to whoever does it: a new password, no factors, another address. */
export async function requireMayActAs(ctx: OperationContext, userId: string): Promise<void> {
  await requireMayManage(ctx, userId);
  await requireMayGrantHeld(ctx, userId);
}
