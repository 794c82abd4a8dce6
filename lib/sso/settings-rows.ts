import { eq } from 'drizzle-orm';
import { ssoSetting } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { SsoSettings } from '#lib/contracts/sso.ts';

/** How a tenant's people sign in; by password as well until somebody says otherwise. */
export async function readSettings(tx: TenantTransaction, tenantId: string): Promise<SsoSettings> {
  const [row] = await tx.select().from(ssoSetting).where(eq(ssoSetting.tenantId, tenantId));
  if (row === undefined) return { enforced: false, break_glass_user_ids: [], version: 1 };
  return { enforced: row.enforced, break_glass_user_ids: row.breakGlassUserIds, version: row.version };
}
