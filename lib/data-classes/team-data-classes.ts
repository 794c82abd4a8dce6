import { and, eq } from 'drizzle-orm';
import { dataClassSetting } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { type PlaceDataClasses, teamDataClassesGet, teamDataClassesUpdate } from '#lib/contracts/data-classes.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { readPlacePath } from '#lib/organization/place-path.ts';
import { mergePlaces, readGovernedLevels } from './governed-levels.ts';
import { mergeLevels } from './merge-levels.ts';
import { readPlaceLevels, readTenantSettings } from './stored-settings.ts';

async function readTeam({ tx, tenantId }: OperationContext, teamId: string): Promise<PlaceDataClasses> {
  const { levels } = await readTenantSettings(tx, tenantId);
  const set = await readPlaceLevels(tx, tenantId);
  const governed = await readGovernedLevels(tx, tenantId);
  const places = mergePlaces(new Map([...set].map(([id, place]) => [id, place.levels])), governed.places);
  const path = await readPlacePath(tx, tenantId, 'team', teamId);
  const around = path.flatMap(({ kind, id }) => (kind === 'tenant' ? (governed.tenant ?? []) : (places.get(id) ?? [])));
  const own = set.get(teamId);
  return { own: own?.levels ?? null, effective: mergeLevels(levels, ...around), version: own?.version ?? 0 };
}

export const getTeamDataClasses = defineQuery(teamDataClassesGet, (ctx, { team_id: teamId }) => readTeam(ctx, teamId));

export const updateTeamDataClasses = defineCommand(teamDataClassesUpdate, async (ctx, { team_id: teamId, levels }) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const before = await readTeam(ctx, teamId);
  ctx.expectVersion(before.version);
  const ofTeam = and(eq(dataClassSetting.tenantId, tenantId), eq(dataClassSetting.placeKind, 'team'), eq(dataClassSetting.placeId, teamId));
  if (levels === null) {
    await tx.delete(dataClassSetting).where(ofTeam);
  } else {
    const values = { levels, detection: null, updatedAt: now, version: before.version + 1 };
    await tx
      .insert(dataClassSetting)
      .values({ tenantId, placeKind: 'team', placeId: teamId, ...values })
      .onConflictDoUpdate({ target: [dataClassSetting.tenantId, dataClassSetting.placeKind, dataClassSetting.placeId], set: values });
  }
  const after = await readTeam(ctx, teamId);
  const change = {
    resource: 'team_data_class',
    id: toPublicId('team', teamId),
    before: { levels: before.own },
    after: { levels: after.own },
  };
  return { result: after, changes: [change] };
});
