import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { contentLogSetting } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { ContentKeeping, type ContentLogSettings, ContentRule, keepNothing } from '#lib/contracts/content-log.ts';

/** As they lie in the database: in wire form, so that what is stored and what is told read the same. */
const StoredRules = z.strictObject({ otherwise: ContentKeeping, rules: z.array(ContentRule) });

/** The settings, and what holds where nobody has set any. Throws where a later version wrote them. */
export async function readContentSettings(tx: TenantTransaction, tenantId: string): Promise<ContentLogSettings> {
  const [row] = await tx.select().from(contentLogSetting).where(eq(contentLogSetting.tenantId, tenantId));
  if (row === undefined) return { otherwise: keepNothing, rules: [], updated_at: null, version: 0 };
  return { ...StoredRules.parse(row.rules), updated_at: row.updatedAt, version: row.version };
}

export const toStoredRules = (settings: z.output<typeof StoredRules>): unknown => z.encode(StoredRules, settings);
