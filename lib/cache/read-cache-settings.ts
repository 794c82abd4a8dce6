import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { cacheSettings } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { CacheSettings } from '#lib/contracts/cache.ts';

/** What holds for an organization that has set nothing. */
const untouched: CacheSettings = {
  ...{ mode: 'off', ttl_seconds: 3600, isolation: 'team', loans: [], semantic: false, embedding_model: null, similarity_min: 0.95 },
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
    loans: row.loans.map(({ team, borrower }) => ({ team_id: team, borrower_team_id: borrower })),
    semantic: row.isSemantic,
    embedding_model: row.embeddingModel,
    similarity_min: row.similarityPermille / 1000,
    updated_at: row.updatedAt,
    version: row.version,
  };
}

/** All that a PUT of these settings says, as callers write it: whoever changes one field sends the others as they are. */
export function cacheInput(settings: CacheSettings): Omit<z.input<typeof CacheSettings>, 'updated_at' | 'version'> {
  const { updated_at: _updated, version: _version, ...all } = z.encode(CacheSettings, settings);
  return all;
}
