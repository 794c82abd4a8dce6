import { eq } from 'drizzle-orm';
import { ssoSetting } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Entering } from './open-session.ts';

/** Thrown where the organization's people sign in at its identity provider alone; only who knows the password gets to see it. */
export class SingleSignOnError extends AppError {
  constructor() {
    super('single_sign_on_required');
  }
}

/** Whether somebody is one of those who keep a way in besides the identity provider, whether single sign-on is enforced or not. */
export async function isBreakGlass(tx: TenantTransaction, { tenantId, userId }: Omit<Entering, 'email'>): Promise<boolean> {
  const [rule] = await tx.select().from(ssoSetting).where(eq(ssoSetting.tenantId, tenantId));
  return rule?.breakGlassUserIds.includes(userId) === true;
}

/**
 * Refuses every way in that is not the identity provider's, where the organization enforces single sign-on and the person is
 * not one of those who keep theirs for the day the provider is down.
 */
export async function requirePasswordsAllowed(tx: TenantTransaction, { tenantId, userId }: Entering): Promise<void> {
  const [rule] = await tx.select().from(ssoSetting).where(eq(ssoSetting.tenantId, tenantId));
  if (rule?.enforced === true && !rule.breakGlassUserIds.includes(userId)) throw new SingleSignOnError();
}
