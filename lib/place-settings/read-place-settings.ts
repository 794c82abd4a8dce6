import { and, eq } from 'drizzle-orm';
import { userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { OwnSettings, PlaceSettings } from '#lib/contracts/place-settings.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { type Place, placementAt, readPlacePath } from '#lib/organization/place-path.ts';
import { inheritSettings } from './inherit-settings.ts';
import { readOwnSettings } from './own-settings.ts';

const sourceOf = ({ kind, id, name }: Place): PlaceSettings['path'][number] => ({ kind, id: toPublicId(kind, id), name });

/** What somebody who may not see the budgets of a place sees of its settings. */
const withoutMoney = (own: OwnSettings): OwnSettings => ({ ...own, cost_center: null, monthly_limit_usd: null, alert_threshold: null });

async function managerName({ tx, tenantId }: OperationContext, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const [row] = await tx
    .select({ name: userAccount.name })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, id)));
  return row?.name ?? null;
}

/** The settings of a place as the caller may see them: money of places whose budgets they may not see looks as if not set. */
export async function readPlaceSettings(ctx: OperationContext, kind: Place['kind'], id: string): Promise<PlaceSettings> {
  const path = await readPlacePath(ctx.tx, ctx.tenantId, kind, id);
  const read = await readOwnSettings(ctx.tx, ctx.tenantId, path);
  const seen = path.map((place, index) => {
    const { own, version } = read[index] ?? { own: null, version: 0 };
    if (own === null) throw new Error('Each place of a path has settings');
    const maySeeMoney = ctx.access.allows('budgets.read', placementAt(path, index));
    return { source: sourceOf(place), own: maySeeMoney ? own : withoutMoney(own), version };
  });
  const [first] = seen;
  if (first === undefined) throw new Error('A path begins with its place');
  const effective = inheritSettings(seen);
  return {
    ...first.source,
    path: seen.map(({ source }) => source),
    manager_name: await managerName(ctx, effective.manager_id.value),
    own: first.own,
    effective,
    version: first.version,
  };
}
