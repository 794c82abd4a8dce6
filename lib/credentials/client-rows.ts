import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { oauthClient, role, roleAssignment, userAccount } from '#db/schema/index.ts';
import { requireMayGrantHeld, scopeNameOf } from '#lib/access/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import type { OauthClient } from '#lib/contracts/clients.ts';
import { AppError } from '#lib/core/errors.ts';

const creator = alias(userAccount, 'creator');

/** Roles shown with a client. */
const rolesMax = 50;

type Roles = OauthClient['roles'];

/** Roles of these service accounts, by account; what has run out is not among them. */
async function readRoles({ tx, tenantId, now }: OperationContext, userIds: readonly string[]): Promise<ReadonlyMap<string, Roles>> {
  const byAccount = new Map<string, Roles>();
  if (userIds.length === 0) return byAccount;
  const rows = await tx
    .select({
      userId: roleAssignment.userId,
      role: {
        role_id: role.id,
        role_title: role.title,
        scope_kind: roleAssignment.scopeKind,
        scope_name: scopeNameOf(roleAssignment),
      },
    })
    .from(roleAssignment)
    .innerJoin(role, and(eq(role.tenantId, roleAssignment.tenantId), eq(role.id, roleAssignment.roleId)))
    .where(
      and(
        eq(roleAssignment.tenantId, tenantId),
        sql`${roleAssignment.userId} in (select unnest(${`{${userIds.join(',')}}`}::uuid[]))`,
        sql`(${roleAssignment.expiresAt} is null or ${roleAssignment.expiresAt} > ${now.toISOString()}::timestamptz)`,
      ),
    )
    .orderBy(roleAssignment.id);
  for (const { userId, role: held } of rows) byAccount.set(userId, [...(byAccount.get(userId) ?? []), held].slice(0, rolesMax));
  return byAccount;
}

/** OAuth clients as callers see them. */
export async function readClients(
  ctx: OperationContext,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<OauthClient[]> {
  const { tx, tenantId, now } = ctx;
  const rows = await tx
    .select({
      id: oauthClient.id,
      name: oauthClient.name,
      description: oauthClient.description,
      user_id: oauthClient.userId,
      display: oauthClient.display,
      former_secret_expires_at: oauthClient.formerSecretExpiresAt,
      token_seconds: oauthClient.tokenSeconds,
      status: oauthClient.status,
      last_used_at: oauthClient.lastUsedAt,
      created_by_name: creator.name,
      created_at: oauthClient.createdAt,
      updated_at: oauthClient.updatedAt,
      version: oauthClient.version,
    })
    .from(oauthClient)
    .innerJoin(creator, and(eq(creator.tenantId, oauthClient.tenantId), eq(creator.id, oauthClient.createdBy)))
    .where(and(eq(oauthClient.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  const roles = await readRoles(
    ctx,
    rows.map((row) => row.user_id),
  );
  return rows.map((row) => {
    const endsAt = row.former_secret_expires_at;
    return { ...row, former_secret_expires_at: endsAt !== null && endsAt > now ? endsAt : null, roles: roles.get(row.user_id) ?? [] };
  });
}

export async function readClient(ctx: OperationContext, id: string): Promise<OauthClient> {
  const [found] = await readClients(ctx, { where: eq(oauthClient.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}

/**
 * Locks a client and reads it as it is before the change; checks If-Match. Refused to whoever could not grant the roles of its
 * service account: a new secret, or a client that works again, is all that they hold.
 */
export async function lockClient(ctx: OperationContext, id: string): Promise<OauthClient> {
  await lockRow(ctx.tx, oauthClient, ctx.tenantId, id);
  const before = await readClient(ctx, id);
  await requireMayGrantHeld(ctx, before.user_id);
  ctx.expectVersion(before.version);
  return before;
}

type Columns = Partial<
  Pick<
    typeof oauthClient.$inferInsert,
    'name' | 'description' | 'tokenSeconds' | 'status' | 'secretHash' | 'display' | 'formerSecretHash' | 'formerSecretExpiresAt'
  >
>;

/** Writes the columns of a locked client, as one more version. */
export async function writeClient(ctx: OperationContext, before: OauthClient, columns: Columns): Promise<OauthClient> {
  await ctx.tx
    .update(oauthClient)
    .set({ ...columns, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(oauthClient.tenantId, ctx.tenantId), eq(oauthClient.id, before.id)));
  return readClient(ctx, before.id);
}
