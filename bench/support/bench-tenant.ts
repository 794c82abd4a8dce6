import { connection } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { importPrices } from '#lib/catalog/import-prices.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import { dataKeyForSealing, sealCredential } from '#lib/connections/keyring.ts';
import { newUuid } from '#lib/core/ids.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import { createFreshDatabase, type TestDatabase } from '#tests/support/fresh-database.ts';
import { createSampleCompany, insertVirtualKey, type SampleCompany } from '#tests/support/sample-company.ts';

/** A database with a company whose key reaches the mock provider through a connection with a price. */
export interface BenchTenant {
  readonly database: TestDatabase;
  readonly tenantId: string;
  readonly company: SampleCompany;
  readonly key: string;
  readonly keyId: string;
}

/** Makes the tenant on the PostgreSQL server whose superuser's address is given; `providerAddress` is the mock's. */
export async function createBenchTenant(server: string, providerAddress: string): Promise<BenchTenant> {
  const database = await createFreshDatabase(server);
  await importPrices(database.databases.jobs);
  const company = await createSampleCompany(database, 'bench');
  const { tenantId, searchId } = company;
  await inTenant(database.databases.app, tenantId, async (tx) => {
    const dataKey = await dataKeyForSealing(tx, tenantId, createMasterKeys(database.secret));
    const id = newUuid();
    await tx.insert(connection).values({
      tenantId,
      id,
      name: 'mock',
      provider: 'openai',
      baseUrl: `${providerAddress}/v1`,
      models: ['gpt-4o-mini'],
      encryptionKeyId: dataKey.id,
      credential: sealCredential(dataKey, tenantId, id, 'sk-bench'),
    });
    await bumpConfigVersions(tx, tenantId, ['connections']);
  });
  const { id: keyId, key } = await insertVirtualKey(database, tenantId, { teamId: searchId });
  return { database, tenantId, company, key, keyId };
}

/** How many usage events of the tenant lie in the database. */
export async function countEvents({ database, tenantId }: BenchTenant): Promise<number> {
  const [row] = await database.superuser<{ count: number }[]>`SELECT count(*)::int AS count FROM usage_event WHERE tenant_id = ${tenantId}`;
  return row?.count ?? 0;
}
