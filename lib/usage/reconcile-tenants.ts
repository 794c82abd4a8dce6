import { sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { tenant } from '#db/schema/index.ts';
import { clientOf, inTenant } from '#db/tenant.ts';
import type { Logger } from '#lib/core/logger.ts';
import { reconcileUsage, type UsageDifference } from './reconcile.ts';

const hourMs = 3_600_000;
/** Looked back by each run: more than the longest that postings may be late for a closed hour to change again. */
const lookBackMs = 26 * hourMs;

/** What is wrong with the usage of one tenant. */
export interface TenantDifferences {
  readonly tenantId: string;
  readonly differences: readonly UsageDifference[];
}

/**
 * Recomputes the hourly sums of the last day from the calls, for every tenant that had any, and compares. A difference is
 * a fault of ours: it is logged as an error and returned. A tenant that cannot be read does not keep the others from it.
 */
export async function reconcileTenants(
  databases: Pick<Databases, 'app' | 'operator'>,
  { now, logger, signal }: { readonly now: Date; readonly logger: Logger; readonly signal: AbortSignal },
): Promise<readonly TenantDifferences[]> {
  const to = new Date(Math.ceil(now.getTime() / hourMs) * hourMs);
  const from = new Date(to.getTime() - lookBackMs);
  const active = await databases.operator
    .select({ tenantId: tenant.tenantId })
    .from(tenant)
    .where(
      sql`exists (select from usage_hour h where h.tenant_id = ${tenant.tenantId} and h.hour_at >= ${from.toISOString()}::timestamptz)`,
    );
  const found: TenantDifferences[] = [];
  for (const { tenantId } of active) {
    if (signal.aborted) break;
    try {
      const differences = await inTenant(databases.app, tenantId, (tx) => reconcileUsage(clientOf(tx), tenantId, { from, to }), {
        readOnly: true,
      });
      if (differences.length === 0) continue;
      found.push({ tenantId, differences });
      logger.error({ tenantId, differences: differences.slice(0, 5), count: differences.length }, 'Sums of usage differ from its calls');
    } catch (err) {
      logger.error({ err, tenantId }, 'The usage of a tenant could not be reconciled');
    }
  }
  return found;
}
