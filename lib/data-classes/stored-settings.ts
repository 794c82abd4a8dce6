import { and, eq } from 'drizzle-orm';
import { dataClassSetting } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { type DataClassSettings, DataDetection, DataLevels, defaultDetection, defaultLevels } from '#lib/contracts/data-classes.ts';

/** The tenant's settings, and what holds where nobody has set any. Throws where a later version wrote them. */
export async function readTenantSettings(tx: TenantTransaction, tenantId: string): Promise<DataClassSettings> {
  const [row] = await tx
    .select()
    .from(dataClassSetting)
    .where(and(eq(dataClassSetting.tenantId, tenantId), eq(dataClassSetting.placeKind, 'tenant')));
  if (row === undefined) return { levels: defaultLevels, detection: defaultDetection, updated_at: null, version: 0 };
  const { levels, detection, updatedAt, version } = row;
  return { levels: DataLevels.parse(levels), detection: DataDetection.parse(detection ?? {}), updated_at: updatedAt, version };
}

/** What departments and teams add, by the id of the place. */
export async function readPlaceLevels(
  tx: TenantTransaction,
  tenantId: string,
): Promise<ReadonlyMap<string, { readonly levels: DataLevels; readonly version: number }>> {
  const rows = await tx.select().from(dataClassSetting).where(eq(dataClassSetting.tenantId, tenantId));
  return new Map(
    rows.flatMap(({ placeKind, placeId, levels, version }) =>
      placeKind === 'tenant' ? [] : [[placeId, { levels: DataLevels.parse(levels), version }] as const],
    ),
  );
}
