import { reconcileUsage, type UsageDifference } from '#lib/usage/reconcile.ts';
import { verifyBatch } from '#lib/usage/verify-batch.ts';
import type { TestDatabase } from './database.ts';

/** Makes bare tenants under the given ids: enough for usage to be posted to. */
export async function createUsageTenants({ superuser }: TestDatabase, tenantIds: readonly string[]): Promise<void> {
  for (const tenantId of tenantIds) {
    await superuser`INSERT INTO tenant (tenant_id, slug, name) VALUES (${tenantId}, ${tenantId}, 'Sample')`;
  }
}

/**
 * Everything that is wrong with the usage of these tenants: sums that differ from the events, and batches whose root cannot
 * be proved. Empty when all is well.
 */
export async function findUsageFaults({ superuser }: TestDatabase, tenantIds: readonly string[]): Promise<(UsageDifference | string)[]> {
  const faults: (UsageDifference | string)[] = [];
  const range = { from: new Date('2024-01-01T00:00:00Z'), to: new Date(Math.ceil(Date.now() / 3_600_000 + 1) * 3_600_000) };
  for (const tenantId of tenantIds) {
    faults.push(...(await reconcileUsage(superuser, tenantId, range)));
    const batches = await superuser<{ id: string }[]>`SELECT id FROM usage_batch WHERE tenant_id = ${tenantId}`;
    for (const { id } of batches) {
      const proof = await verifyBatch(superuser, tenantId, id);
      faults.push(...proof.faults.map((fault) => `${id}: ${fault}`));
    }
  }
  return faults;
}
