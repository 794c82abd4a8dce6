import type { TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany } from '#tests/support/sample-company.ts';
import { createWorld, type World } from './world.ts';

/** A world of operators: its tenant is the platform's own, and the tenant that examples name is a customer of it. */
export async function createPlatform(database: TestDatabase, slug: string): Promise<World> {
  const world = await createWorld(database, slug);
  const customer = await createSampleCompany(database, `${slug}-customer`);
  await database.superuser`UPDATE tenant SET kind = 'platform' WHERE tenant_id = ${world.tenantId}`;
  return { ...world, ids: { ...world.ids, tenant: customer.tenantId } };
}
