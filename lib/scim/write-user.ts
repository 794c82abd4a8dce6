import { and, eq } from 'drizzle-orm';
import { scimUser, userAccount } from '#db/schema/index.ts';
import { requireMayManage, requireOtherAdministrator } from '#lib/access/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { AppError } from '#lib/core/errors.ts';
import { fromPublicId, toPublicId } from '#lib/core/ids.ts';
import type { TollgateEvent } from '#lib/events/events.ts';
import { closeAccount } from '#lib/identity/close-account.ts';
import { requireRoom } from '#lib/organization/index.ts';
import { accountOf, addressesOf } from './account-of.ts';
import type { ScimResource } from './resource-kind.ts';
import { uniquenessFault } from './scim-fault.ts';
import type { StoredUser } from './user-document.ts';
import { readStoredUser } from './user-rows.ts';

/** Unique indexes and what a directory is told where it runs into one. */
const taken = {
  user_account_email: 'Somebody in the organization has this e-mail address.',
  scim_user_name: 'Somebody in the organization has this userName.',
} as const;

/** Turns a clash with another person into 409 with `uniqueness`. */
export async function refuseTaken<Result>(index: keyof typeof taken, work: Promise<Result>): Promise<Result> {
  const detail = taken[index];
  return refuseDuplicate(index, { pointer: '/userName', detail }, work).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'conflict' ? uniquenessFault(detail) : error;
  });
}

/** The row of `scim_user` for a resource; what has columns of its own, or is the account's, is not kept twice. */
export function directoryRow(resource: ScimResource, email: string) {
  const { userName, externalId, active: _, ...attributes } = resource;
  const others = addressesOf(resource).map((address) => address.toLowerCase());
  return {
    userName: String(userName),
    externalId: typeof externalId === 'string' ? externalId : null,
    attributes,
    otherEmails: [...new Set(others)].filter((address) => address !== email.toLowerCase()),
  };
}

/** A person for the audit trail: the account, and the names of attributes of the directory, which may be private. */
export function auditedUser(user: StoredUser): object {
  const { id, email, name, status, timeZone, userName, externalId, attributes } = user;
  return {
    ...{ id: toPublicId('user', id), email, name, status, time_zone: timeZone },
    ...{ user_name: userName ?? email, external_id: externalId, attributes: Object.keys(attributes ?? {}).sort() },
  };
}

/** Locks a person, so that of two changes at once the second sees the first, and reads them. */
export async function lockUser(ctx: OperationContext, id: string): Promise<StoredUser> {
  const found = await readStoredUser(ctx, id);
  await lockRow(ctx.tx, userAccount, ctx.tenantId, fromPublicId('user', id) ?? found.id);
  return readStoredUser(ctx, id);
}

/** What came of a change besides the person. */
export interface Effects {
  readonly changes: readonly Change[];
  readonly events: readonly TollgateEvent[];
}

/**
 * Ends or reopens a locked account. Ended, its sessions, tokens and keys end in the same transaction; reopened, they stay
 * ended, and the limit of people counts again. The last administrator and whoever ranks above the token stay as they are.
 */
async function setActive(ctx: OperationContext, user: StoredUser, active: boolean): Promise<Effects> {
  const { tx, tenantId, now } = ctx;
  if (!active) {
    await requireOtherAdministrator(ctx, { userId: user.id });
    const closed = await closeAccount(ctx, user);
    await bumpConfigVersions(tx, tenantId, ['access', 'keys']);
    return closed;
  }
  await requireRoom(tx, tenantId, 'users');
  await tx
    .update(userAccount)
    .set({ status: 'active', updatedAt: now, version: user.version + 1 })
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, user.id)));
  await bumpConfigVersions(tx, tenantId, ['access']);
  return { changes: [], events: [] };
}

/** Writes a resource over a locked person; `deletedAt` is when the directory deleted it, null for a person that is there. */
export async function writeUser(
  ctx: OperationContext,
  user: StoredUser,
  resource: ScimResource,
  deletedAt: Date | null = null,
): Promise<Effects> {
  const { tx, tenantId, now } = ctx;
  await requireMayManage(ctx, user.id);
  const account = accountOf(resource);
  const active = resource.active !== false;
  const effects = active === (user.status === 'active') ? { changes: [], events: [] } : await setActive(ctx, user, active);
  const row = and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, user.id));
  // A directory that says nothing of the time zone leaves the person's own.
  const zone = account.timeZone === null ? {} : { timeZone: account.timeZone };
  await refuseTaken(
    'user_account_email',
    tx
      .update(userAccount)
      .set({ email: account.email, name: account.name, ...zone, updatedAt: now, version: user.version + 1 })
      .where(row),
  );
  const set = { ...directoryRow(resource, account.email), deletedAt };
  await refuseTaken(
    'scim_user_name',
    tx
      .insert(scimUser)
      .values({ tenantId, userId: user.id, createdAt: now, ...set })
      .onConflictDoUpdate({ target: [scimUser.tenantId, scimUser.userId], set }),
  );
  return effects;
}
