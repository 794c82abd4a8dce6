import { and, eq, isNotNull } from 'drizzle-orm';
import { placeSetting } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { ContentRules } from '#lib/content-log/content-rules.ts';
import { readContentSettings } from '#lib/content-log/stored-rules.ts';
import type { DataProtection } from '#lib/data-classes/data-protection.ts';
import { PlaceChains } from '#lib/organization/place-chains.ts';
import { readPlaceChains } from '#lib/organization/read-place-chains.ts';
import { InheritedRetention, type RetentionRow } from '../content/inherited-retention.ts';

/** How long places let data of their calls be kept; null where none says so. The organization is read only where a part of it does. */
async function loadRetention(tx: TenantTransaction, tenantId: string): Promise<InheritedRetention | null> {
  const stored = await tx
    .select({ kind: placeSetting.placeKind, id: placeSetting.placeId, days: placeSetting.dataRetentionDays })
    .from(placeSetting)
    .where(and(eq(placeSetting.tenantId, tenantId), isNotNull(placeSetting.dataRetentionDays)));
  const rows = stored.flatMap(({ kind, id, days }): RetentionRow[] =>
    days === null ? [] : [{ placeId: kind === 'tenant' ? null : id, days }],
  );
  if (rows.length === 0) return null;
  const isOfParts = rows.some(({ placeId }) => placeId !== null);
  return new InheritedRetention(rows, isOfParts ? await readPlaceChains(tx, tenantId) : new PlaceChains([], []));
}

/** How much of its calls a tenant keeps; null where it keeps nothing, and no class wants accesses to be seen. */
export async function loadContentRules(
  tx: TenantTransaction,
  tenantId: string,
  protection: DataProtection | null,
): Promise<ContentRules | null> {
  const { otherwise, rules, version } = await readContentSettings(tx, tenantId);
  const keepsSome = version > 0 && !new ContentRules(otherwise, rules).isEmpty;
  if (!keepsSome && protection?.logsAccess !== true) return null;
  return new ContentRules(otherwise, rules, await loadRetention(tx, tenantId));
}
