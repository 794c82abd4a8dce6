import { and, count, eq, isNull } from 'drizzle-orm';
import { team, virtualKey } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { placementOf } from '#lib/command/placement.ts';
import { Team, teamArchive } from '#lib/contracts/teams.ts';
import { AppError } from '#lib/core/errors.ts';
import { disableKeys } from './disable-keys.ts';
import { readTeam } from './team-rows.ts';
import { whyConnectionsStay } from './why-connections-stay.ts';

/** Its keys stop too: a call that is charged to a team nobody sees any more would be nobody's. */
export const archiveTeam = defineCommand(teamArchive, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const { team_id: id } = input;
  await lockTenant(tx, tenantId);
  await lockRow(tx, team, tenantId, id);
  const before = await readTeam(tx, tenantId, id);
  ctx.expectVersion(before.version);
  if (before.archived_at !== null) return { result: before, changes: null };
  const [nested] = await tx
    .select({ count: count() })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), eq(team.parentId, id), isNull(team.archivedAt)));
  if ((nested?.count ?? 0) > 0)
    throw new AppError('conflict', { detail: `${before.name} still has ${nested?.count} active teams nested in it.` });
  const placement = (await placementOf(tx, tenantId, 'team', id)) ?? tenantPlacement;
  const [owned] = await whyConnectionsStay(ctx, { kind: 'team', id }, placement);
  if (owned !== undefined) throw new AppError('conflict', { detail: owned });
  await tx
    .update(team)
    .set({ archivedAt: ctx.now, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(team.tenantId, tenantId), eq(team.id, id)));
  const keys = await disableKeys(ctx, eq(virtualKey.teamId, id));
  const after = await readTeam(tx, tenantId, id);
  return { result: after, changes: [changeOf('team', 'team', Team, before, after), ...keys.changes], events: keys.events };
});
