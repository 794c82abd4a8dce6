import { and, count, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import { groupRole, invitation, role, roleAssignment, ssoConnection } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { type Role, roleArchive } from '#lib/contracts/roles.ts';
import { AppError } from '#lib/core/errors.ts';
import { lockCustomRole, writeRole } from './change-role.ts';

/** Whoever holds it or is promised it would lose it unseen, and what inherits from it would shrink; that is changed first, by name. */
async function requireUnused({ tx, tenantId, now }: OperationContext, { id, title }: Role): Promise<void> {
  const inForce = (table: typeof roleAssignment | typeof groupRole) =>
    and(eq(table.tenantId, tenantId), eq(table.roleId, id), or(isNull(table.expiresAt), gt(table.expiresAt, now)));
  const [assigned] = await tx.select({ found: count() }).from(roleAssignment).where(inForce(roleAssignment));
  const [grouped] = await tx.select({ found: count() }).from(groupRole).where(inForce(groupRole));
  const [children] = await tx
    .select({ found: count() })
    .from(role)
    .where(and(eq(role.tenantId, tenantId), eq(role.parentId, id), isNull(role.archivedAt)));
  const [invited] = await tx
    .select({ found: count() })
    .from(invitation)
    .where(
      and(
        ...[eq(invitation.tenantId, tenantId), eq(invitation.roleId, id), gt(invitation.expiresAt, now)],
        ...[isNull(invitation.acceptedAt), isNull(invitation.revokedAt)],
      ),
    );
  const mapped = sql`${ssoConnection.groupMappings} @> ${JSON.stringify([{ roleId: id }])}::jsonb`;
  const [provided] = await tx
    .select({ found: count() })
    .from(ssoConnection)
    .where(and(eq(ssoConnection.tenantId, tenantId), isNull(ssoConnection.archivedAt), or(eq(ssoConnection.defaultRoleId, id), mapped)));
  const uses = [
    [assigned?.found ?? 0, 'times it is granted to a person'],
    [grouped?.found ?? 0, 'times a group grants it'],
    [children?.found ?? 0, 'roles inherit from it'],
    [invited?.found ?? 0, 'open invitations promise it'],
    [provided?.found ?? 0, 'identity providers give it'],
  ] as const;
  const [used] = uses.filter(([found]) => found > 0);
  if (used !== undefined) throw new AppError('conflict', { detail: `${title} is still in use: ${used[0]} ${used[1]}. Change that first.` });
}

/** Grants of it that ran out go with it. */
async function dropEndedGrants({ tx, tenantId, now }: OperationContext, id: string): Promise<void> {
  for (const table of [roleAssignment, groupRole])
    await tx.delete(table).where(and(eq(table.tenantId, tenantId), eq(table.roleId, id), lte(table.expiresAt, now)));
}

export const archiveRole = defineCommand(roleArchive, async (ctx, input) => {
  const before = await lockCustomRole(ctx, input.role_id);
  if (before.archived_at !== null) return { result: before, changes: null };
  await requireUnused(ctx, before);
  await dropEndedGrants(ctx, before.id);
  return writeRole(ctx, before, { archivedAt: ctx.now });
});
