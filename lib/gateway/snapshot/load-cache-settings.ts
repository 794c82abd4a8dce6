import { eq } from 'drizzle-orm';
import { cacheSettings } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { CacheSettings } from '../cache/cache-settings.ts';

/** How a tenant keeps answers; null where it has not switched that on. */
export async function loadCacheSettings(tx: TenantTransaction, tenantId: string): Promise<CacheSettings | null> {
  const [row] = await tx.select().from(cacheSettings).where(eq(cacheSettings.tenantId, tenantId));
  if (row === undefined || row.mode === 'off') return null;
  const { mode, ttlSeconds, isolation, loans, epoch, isSemantic, embeddingModel, similarityPermille } = row;
  const semantic = isSemantic ? { embeddingModel, similarityMin: similarityPermille / 1000 } : null;
  const lent = isolation === 'team' && loans.length > 0;
  const lenders = lent ? { lenders: new Map(loans.map(({ team, borrower }) => [borrower, team])) } : {};
  return { mode, ttlSeconds, isolation, ...lenders, semantic, epoch };
}
