import { and, count, eq, inArray } from 'drizzle-orm';
import { groupMember, userAccount } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { type Group, groupMembersMax } from '#lib/contracts/groups.ts';
import { AppError } from '#lib/core/errors.ts';
import { memberChange } from './group-change.ts';
import type { GroupWork } from './group-rows.ts';

const tooMany = (): AppError => new AppError('limit_reached', { detail: `A group may have ${groupMembersMax} people.` });

/** A locked group (`lockGroup`), of which only this is needed. */
type Locked = Pick<Group, 'id' | 'name'>;

const emailsOf = async ({ tx, tenantId }: GroupWork, userIds: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const rows = await tx
    .select({ id: userAccount.id, email: userAccount.email })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), inArray(userAccount.id, [...userIds])));
  return new Map(rows.map(({ id, email }) => [id, email]));
};

const changesOf = async (work: GroupWork, group: Locked, userIds: readonly string[], isIn: boolean): Promise<Change[]> => {
  if (userIds.length === 0) return [];
  const emails = await emailsOf(work, userIds);
  return userIds.map((userId) => memberChange(group, { user_id: userId, email: emails.get(userId) ?? '' }, isIn));
};

/**
 * Puts people into a locked group; who is in it already stays. Answers a change for the audit trail for each who came in.
 * `not_found` for people who are not there, `limit_reached` when it would be too many.
 */
export async function addMembers(work: GroupWork, group: Locked, userIds: readonly string[]): Promise<Change[]> {
  const { tx, tenantId, now } = work;
  if (userIds.length === 0) return [];
  if (userIds.length > groupMembersMax) throw tooMany();
  const known = await emailsOf(work, userIds);
  if (userIds.some((userId) => !known.has(userId)))
    throw new AppError('not_found', { errors: [{ pointer: '/user_id', detail: 'There is no such person' }] });
  const rows = [...known.keys()].map((userId) => ({ tenantId, groupId: group.id, userId, createdAt: now }));
  const added = await tx.insert(groupMember).values(rows).onConflictDoNothing().returning({ userId: groupMember.userId });
  const inGroup = and(eq(groupMember.tenantId, tenantId), eq(groupMember.groupId, group.id));
  const [row] = await tx.select({ members: count() }).from(groupMember).where(inGroup);
  if ((row?.members ?? 0) > groupMembersMax) throw new AppError('limit_reached', { detail: `A group may have ${groupMembersMax} people.` });
  return added.map(({ userId }) => memberChange(group, { user_id: userId, email: known.get(userId) ?? '' }, true));
}

/** Takes people out of a locked group; who is not in it does not matter. Answers a change for each who left. */
export async function removeMembers(work: GroupWork, group: Locked, userIds: readonly string[]): Promise<Change[]> {
  if (userIds.length === 0) return [];
  const { tenantId } = work;
  const gone = await work.tx
    .delete(groupMember)
    .where(and(eq(groupMember.tenantId, tenantId), eq(groupMember.groupId, group.id), inArray(groupMember.userId, [...userIds])))
    .returning({ userId: groupMember.userId });
  const left = gone.map(({ userId }) => userId);
  return changesOf(work, group, left, false);
}

/** Makes these people, and nobody else, the members of a locked group. Answers a change for each who came or left. */
export async function setMembers(work: GroupWork, group: Locked, userIds: readonly string[]): Promise<Change[]> {
  const rows = await work.tx
    .select({ userId: groupMember.userId })
    .from(groupMember)
    .where(and(eq(groupMember.tenantId, work.tenantId), eq(groupMember.groupId, group.id)));
  const wanted = new Set(userIds);
  const leaving = rows.flatMap(({ userId }) => (wanted.has(userId) ? [] : [userId]));
  const left = await removeMembers(work, group, leaving);
  return [...left, ...(await addMembers(work, group, userIds))];
}
