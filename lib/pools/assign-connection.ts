import { and, eq, isNull } from 'drizzle-orm';
import { connection, connectionLoan } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { connectionAssign } from '#lib/contracts/pools.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { toPool } from './list-pools.ts';
import { type OwnedConnection, readOwnedOne } from './pool-rows.ts';
import { requirePart } from './require-part.ts';

const ownerOf = ({ departmentId, teamId }: OwnedConnection) => ({
  owner_department_id: departmentId === null ? null : toPublicId('department', departmentId),
  owner_team_id: teamId === null ? null : toPublicId('team', teamId),
});

/** Loans of the former owner end: the new one lends what is its own. */
export const assignConnection = defineCommand(connectionAssign, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, connection, tenantId, input.connection_id);
  const before = await readOwnedOne(ctx, input.connection_id);
  ctx.expectVersion(before.version);
  const { department_id: departmentId, team_id: teamId } = input;
  await requirePart(ctx, departmentId, teamId);
  if (before.departmentId === departmentId && before.teamId === teamId)
    return { result: await toPool(ctx, before, [], null), changes: null };
  await tx
    .update(connection)
    .set({ ownerDepartmentId: departmentId, ownerTeamId: teamId, updatedAt: now, version: before.version + 1 })
    .where(and(eq(connection.tenantId, tenantId), eq(connection.id, before.id)));
  await tx
    .update(connectionLoan)
    .set({ endedAt: now })
    .where(and(eq(connectionLoan.tenantId, tenantId), eq(connectionLoan.connectionId, before.id), isNull(connectionLoan.endedAt)));
  const after = await readOwnedOne(ctx, before.id);
  return {
    result: await toPool(ctx, after, [], null),
    changes: [{ resource: 'connection', id: toPublicId('connection', before.id), before: ownerOf(before), after: ownerOf(after) }],
  };
});
