import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { connection, tenant } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { importPrices } from '#lib/catalog/import-prices.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { TestDatabase } from '../../../support/database.ts';
import { createSampleCompany, insertVirtualKey, type SampleCompany } from '../../../support/sample-company.ts';

/** A company with a key that reaches the sandbox, in a database with prices. */
export interface ProofTenant {
  readonly company: SampleCompany;
  readonly tenantId: string;
  readonly key: string;
  readonly keyId: string;
}

/** Makes it, named after `slug` and different each time; `baseUrl` adds a second connection, to an OpenAI-compatible provider there that serves `model`. */
export async function createProofTenant(
  database: TestDatabase,
  slug: string,
  other?: { readonly baseUrl: string; readonly model: string },
): Promise<ProofTenant> {
  await importPrices(database.databases.jobs);
  const company = await createSampleCompany(database, `${slug}-${randomUUID().slice(0, 8)}`);
  const { tenantId } = company;
  await inTenant(database.databases.app, tenantId, async (tx) => {
    await tx.insert(connection).values({ tenantId, id: newUuid(), name: 'Sandbox', provider: 'sandbox' });
    if (other !== undefined) {
      // No catalogue knows the price of a model that a test made up.
      await tx.update(tenant).set({ unpricedPolicy: 'flag' }).where(eq(tenant.tenantId, tenantId));
      const values = { name: 'Other', provider: 'openai-compatible', baseUrl: other.baseUrl, models: [other.model] };
      await tx.insert(connection).values({ tenantId, id: newUuid(), ...values });
    }
    await bumpConfigVersions(tx, tenantId, ['connections']);
  });
  const { key, id } = await insertVirtualKey(database, tenantId, { teamId: company.searchId });
  return { company, tenantId, key, keyId: id };
}
