import { eq } from 'drizzle-orm';
import { ssoSetting } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { AppError } from '#lib/core/errors.ts';
import { readyBreakGlass } from './ready-break-glass.ts';

/**
 * Refuses to take away, while single sign-on is enforced, the last person who gets in when the identity provider is down.
 * Holds the tenant, so that the last two cannot go at once.
 */
export async function requireOtherBreakGlass(ctx: Pick<OperationContext, 'tx' | 'tenantId'>, userId: string): Promise<void> {
  const { tx, tenantId } = ctx;
  await lockTenant(tx, tenantId);
  const [rule] = await tx.select().from(ssoSetting).where(eq(ssoSetting.tenantId, tenantId));
  if (rule?.enforced !== true || !rule.breakGlassUserIds.includes(userId)) return;
  const others = rule.breakGlassUserIds.filter((id) => id !== userId);
  if ((await readyBreakGlass(ctx, others)).size > 0) return;
  throw new AppError('conflict', {
    detail: 'Single sign-on is enforced, and this is the last administrator who keeps a password. Name another one there first.',
  });
}
