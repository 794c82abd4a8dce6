import { eq } from 'drizzle-orm';
import { cacheSettings } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { CacheSettings } from '#lib/contracts/cache.ts';

/** What holds for an organization that has set nothing. */
const untouched: CacheSettings = {
  ...{ mode: 'off', ttl_seconds: 3600, isolation: 'team', semantic: false, embedding_model: null, similarity_min: 0.95 },
  ...{ updated_at: null, version: 0 },
};

/** The settings as callers see them. */
export async function readCacheSettings(tx: TenantTransaction, tenantId: string): Promise<CacheSettings> {
  const [row] = await tx.select().from(cacheSettings).where(eq(cacheSettings.tenantId, tenantId));
  if (row === undefined) return untouched;
  return {
    mode: row.mode,
    ttl_seconds: row.ttlSeconds,
    isolation: row.isolation,
    semantic: row.isSemantic,
    embedding_model: row.embeddingModel,
    similarity_min: row.similarityPermille / 1000,
    updated_at: row.updatedAt,
    version: row.version,
  };
}
