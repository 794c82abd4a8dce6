import type { Databases } from '#db/client.ts';
import { tenant } from '#db/schema/index.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { UsageDifference } from '#lib/usage/reconcile.ts';
import { checkTenant } from './check-tenant.ts';

/** What is wrong with the money of one tenant. */
export interface TenantDifferences {
  readonly tenantId: string;
  readonly differences: readonly UsageDifference[];
}

/**
 * Checks every tenant, also those that nobody calls any more. What differs is logged as an error, opens an incident and is
 * returned. A tenant that cannot be read does not keep the others from it.
 */
export async function checkTenants(
  databases: Pick<Databases, 'app' | 'operator'>,
  { now, logger, signal }: { readonly now: Date; readonly logger: Logger; readonly signal: AbortSignal },
): Promise<readonly TenantDifferences[]> {
  const tenants = await databases.operator.select({ tenantId: tenant.tenantId }).from(tenant);
  const found: TenantDifferences[] = [];
  for (const { tenantId } of tenants) {
    if (signal.aborted) break;
    try {
      const { differences, opened } = await checkTenant(databases, tenantId, now, signal);
      if (differences.length === 0) continue;
      found.push({ tenantId, differences });
      const facts = { tenantId, differences: differences.slice(0, 5), count: differences.length, opened };
      logger.error(facts, 'Calls, sums, ledger and budgets do not agree; see the incident');
    } catch (err) {
      logger.error({ err, tenantId }, 'The money of a tenant could not be compared');
    }
  }
  return found;
}
