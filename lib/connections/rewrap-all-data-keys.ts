import type { Databases } from '#db/client.ts';
import { tenant } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { rewrapDataKeys } from './keyring.ts';

/**
 * Wraps the data keys of all tenants by the current master key. Once it has run without a failure, the secrets in
 * TOLLGATE_PREVIOUS_SECRETS are not needed for credentials any more. Safe to run twice and side by side.
 */
export async function rewrapAllDataKeys(
  databases: Pick<Databases, 'app' | 'operator'>,
  masterKeys: MasterKeys,
  logger: Logger,
): Promise<{ readonly rewrapped: number; readonly failed: number }> {
  const tenants = await databases.operator.select({ tenantId: tenant.tenantId }).from(tenant);
  let rewrapped = 0;
  let failed = 0;
  for (const { tenantId } of tenants) {
    try {
      rewrapped += await inTenant(databases.app, tenantId, (tx) => rewrapDataKeys(tx, tenantId, masterKeys));
    } catch (err) {
      failed += 1;
      logger.error({ err, tenantId }, 'Data keys of a tenant could not be wrapped again');
    }
  }
  if (rewrapped > 0) logger.info({ rewrapped, failed }, 'Data keys were wrapped by the current master key');
  return { rewrapped, failed };
}
