import { sql } from 'drizzle-orm';
import { configVersion } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { ConfigSection } from '#lib/contracts/operation.ts';

/** Moves the version of the sections in the transaction of the change; every process polls it each second. */
export async function bumpConfigVersions(tx: TenantTransaction, tenantId: string, sections: readonly ConfigSection[]): Promise<void> {
  if (sections.length === 0) return;
  await tx
    .insert(configVersion)
    .values([...sections].sort().map((section) => ({ tenantId, section })))
    .onConflictDoUpdate({
      target: [configVersion.tenantId, configVersion.section],
      set: { version: sql`${configVersion.version} + 1`, updatedAt: sql`now()` },
    });
}
