import { and, eq, isNotNull, or, sql } from 'drizzle-orm';
import { roleAssignment, scimUser, userAccount } from '#db/schema/index.ts';
import { builtInRole } from '#lib/access/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { scimUserCreate } from '#lib/contracts/scim.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { forgetCredentials } from '#lib/identity/forget-credentials.ts';
import { requireRoom } from '#lib/organization/index.ts';
import { accountOf } from './account-of.ts';
import { readResource } from './read-value.ts';
import { type ScimResource, userKind } from './resource-kind.ts';
import { uniquenessFault } from './scim-fault.ts';
import { type StoredUser, storedUserColumns, userDocument } from './user-document.ts';
import { readStoredUser } from './user-rows.ts';
import { auditedUser, directoryRow, type Effects, refuseTaken, writeUser } from './write-user.ts';

/** The role on the whole organization that everybody has; what else somebody may do comes by groups. */
const roleOfEverybody = 'user';

/**
 * A person whom the directory deleted and now creates again, by either name: the same account, so that history and keys
 * keep their owner. Whoever is there is a clash.
 */
async function readDeleted({ tx, tenantId }: OperationContext, userName: string, email: string): Promise<StoredUser | undefined> {
  const key = (text: string) => sql`lower(${text}::text)`;
  const rows = await tx
    .select({ ...storedUserColumns, deletedAt: scimUser.deletedAt })
    .from(userAccount)
    .leftJoin(scimUser, and(eq(scimUser.tenantId, userAccount.tenantId), eq(scimUser.userId, userAccount.id)))
    .where(
      and(
        eq(userAccount.tenantId, tenantId),
        or(
          sql`${userAccount.id} in (select id from ${userAccount} where tenant_id = ${tenantId} and email_key = ${key(email)})`,
          sql`${userAccount.id} in (select user_id from ${scimUser} where tenant_id = ${tenantId} and user_name_key = ${key(userName)})`,
        ),
      ),
    )
    .limit(2);
  const [found] = rows;
  if (found === undefined) return undefined;
  if (rows.length > 1 || found.deletedAt === null)
    throw uniquenessFault('Somebody in the organization has this userName or e-mail address.');
  return found;
}

async function insertUser(ctx: OperationContext, resource: ScimResource): Promise<string> {
  const { tx, tenantId, now } = ctx;
  const active = resource.active !== false;
  if (active) await requireRoom(tx, tenantId, 'users');
  const account = accountOf(resource);
  const id = newUuid(now.getTime());
  const times = { createdAt: now, updatedAt: now };
  const values = { tenantId, id, ...account, status: active ? ('active' as const) : ('deactivated' as const), ...times };
  await refuseTaken('user_account_email', tx.insert(userAccount).values(values));
  const row = { tenantId, userId: id, createdAt: now, ...directoryRow(resource, account.email) };
  await refuseTaken('scim_user_name', tx.insert(scimUser).values(row));
  const { id: roleId } = await builtInRole(tx, tenantId, roleOfEverybody);
  await tx.insert(roleAssignment).values({ tenantId, id: newUuid(now.getTime()), userId: id, roleId, scopeKind: 'tenant', createdAt: now });
  return id;
}

/** Writes the resource over an account that the directory had deleted. */
async function revive(ctx: OperationContext, deleted: StoredUser, resource: ScimResource): Promise<Effects> {
  const { tx, tenantId } = ctx;
  const row = and(eq(scimUser.tenantId, tenantId), eq(scimUser.userId, deleted.id), isNotNull(scimUser.deletedAt));
  await lockRow(tx, userAccount, tenantId, deleted.id);
  const still = await tx.select({ id: scimUser.userId }).from(scimUser).where(row).for('update');
  // Of two creations at once the first has brought the person back.
  if (still.length === 0) throw uniquenessFault('Somebody in the organization has this userName or e-mail address.');
  const effects = await writeUser(ctx, deleted, resource);
  // The directory may mean a successor; whoever was here before must not get in as them.
  const ended = await forgetCredentials(ctx, deleted.id);
  return { ...effects, changes: [...effects.changes, ...ended] };
}

export const createScimUser = defineCommand(scimUserCreate, async (ctx, { base, body }) => {
  const resource = readResource(userKind, body);
  const deleted = await readDeleted(ctx, String(resource.userName), accountOf(resource).email);
  const effects = deleted === undefined ? undefined : await revive(ctx, deleted, resource);
  const id = toPublicId('user', deleted?.id ?? (await insertUser(ctx, resource)));
  const after = await readStoredUser(ctx, id);
  const before = deleted === undefined ? null : auditedUser(deleted);
  return {
    result: userDocument(after, [], base),
    changes: [{ resource: 'user', id, before, after: auditedUser(after) }, ...(effects?.changes ?? [])],
    events: effects?.events ?? [],
  };
});
