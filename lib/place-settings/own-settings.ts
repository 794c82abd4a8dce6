import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { billingSetting, budget, placeSetting, routingPreference } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { CollaborationTool, type OwnSettings } from '#lib/contracts/place-settings.ts';
import type { Place } from '#lib/organization/place-path.ts';

/** What a place sets itself. */
export interface SetByPlace {
  readonly own: OwnSettings;
  /** Of all that is stored for it together; 0 where nothing is. */
  readonly version: number;
}

const defaultWarning = 80;

/** Tools as they are stored: the ids of channels as the database has them. */
const StoredTools = z.array(CollaborationTool.extend({ channel_id: z.uuid().nullable().default(null) }));

const listOrNull = <Item>(items: readonly Item[] | undefined): Item[] | null =>
  items === undefined || items.length === 0 ? null : [...items];

/** The monthly budgets of places by the id of the place: the oldest active one each, as `lib/billing/monthly-budget.ts` finds it. */
async function readMonthlyBudgets(tx: TenantTransaction, tenantId: string, places: readonly Place[]) {
  const values = places.map(({ kind, id }) => (kind === 'tenant' ? '' : id));
  const rows = await tx
    .select({ kind: budget.scopeKind, value: budget.scopeValue, limit: budget.limitNanoUsd, thresholds: budget.thresholds })
    .from(budget)
    .where(
      and(
        ...[eq(budget.tenantId, tenantId), inArray(budget.scopeKind, ['tenant', 'department', 'team'])],
        ...[inArray(budget.scopeValue, values), eq(budget.periodKind, 'monthly'), eq(budget.fiscalDay, 1), isNull(budget.archivedAt)],
      ),
    )
    .orderBy(asc(budget.createdAt), asc(budget.id));
  return (place: Place) => rows.find(({ kind, value }) => kind === place.kind && value === (place.kind === 'tenant' ? '' : place.id));
}

/** What each of the places sets itself, in their order. Four queries, however many places there are. */
export async function readOwnSettings(tx: TenantTransaction, tenantId: string, places: readonly Place[]): Promise<readonly SetByPlace[]> {
  const ids = places.map(({ id }) => id);
  const settings = await tx
    .select()
    .from(placeSetting)
    .where(and(eq(placeSetting.tenantId, tenantId), inArray(placeSetting.placeId, ids)));
  const preferences = await tx
    .select()
    .from(routingPreference)
    .where(and(eq(routingPreference.tenantId, tenantId), inArray(routingPreference.scopeId, ids)));
  const billing = await tx
    .select({
      kind: billingSetting.placeKind,
      id: billingSetting.placeId,
      costCenter: sql<string | null>`${billingSetting.settings} ->> 'cost_center'`,
      version: billingSetting.version,
    })
    .from(billingSetting)
    .where(and(eq(billingSetting.tenantId, tenantId), inArray(billingSetting.placeId, ids)));
  const monthlyOf = await readMonthlyBudgets(tx, tenantId, places);
  return places.map((place) => {
    const set = settings.find(({ placeKind, placeId }) => placeKind === place.kind && placeId === place.id);
    const preference = preferences.find(({ scopeKind, scopeId }) => scopeKind === place.kind && scopeId === place.id);
    const billed = billing.find(({ kind, id }) => kind === place.kind && id === place.id);
    const monthly = monthlyOf(place);
    const own: OwnSettings = {
      manager_id: set?.managerId ?? null,
      cost_center: billed?.costCenter ?? null,
      monthly_limit_usd: monthly?.limit ?? null,
      alert_threshold:
        monthly === undefined ? null : (monthly.thresholds.find(({ severity }) => severity === 'warning')?.percent ?? defaultWarning),
      preferred_providers: listOrNull(preference?.providers),
      optimization: preference?.optimization ?? null,
      data_retention_days: set?.dataRetentionDays ?? null,
      security_level: set?.securityLevel ?? null,
      collaboration_tools: listOrNull(StoredTools.safeParse(set?.collaborationTools ?? []).data),
    };
    return { own, version: (set?.version ?? 0) + (preference?.version ?? 0) + (billed?.version ?? 0) };
  });
}
