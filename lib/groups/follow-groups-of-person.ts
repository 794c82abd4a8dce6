import { and, asc, eq, inArray } from 'drizzle-orm';
import { groupMember, userGroup } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { lockGroup } from './change-group.ts';
import { groupChange } from './group-change.ts';
import type { GroupWork } from './group-rows.ts';
import { insertGroup } from './insert-group.ts';
import { ssoGroupId } from './sso-group-id.ts';
import { addMembers, removeMembers } from './write-members.ts';

/** A group that a sign-in named; what is not its id counts only where it is not there yet. */
export interface NamedGroup {
  /** By `ssoGroupId`. */
  readonly externalId: string;
  readonly name: string;
  readonly costCenterId?: string;
}

/**
 * Makes a person a member of those groups of origin `sso` that a sign-in named, and makes the ones that are not there yet. They
 * leave every other group of the connections that the sign-in speaks for; groups of other connections stay as they are. A group
 * that cannot be made, because another one has its name, is the `conflict` of `insertGroup`. Answers what the audit trail keeps;
 * nothing where nothing moved.
 */
export async function followGroupsOfPerson(
  work: GroupWork,
  userId: string,
  groups: readonly NamedGroup[],
  connectionIds: readonly string[],
): Promise<Change[]> {
  const { tx, tenantId } = work;
  const ofSso = and(eq(userGroup.tenantId, tenantId), eq(userGroup.origin, 'sso'));
  const named = new Map(groups.map((group) => [group.externalId, group]));
  const columns = { id: userGroup.id, externalId: userGroup.externalId };
  const known = await tx
    .select(columns)
    .from(userGroup)
    .where(and(ofSso, inArray(userGroup.externalId, [...named.keys()])));
  const mine = await tx
    .select(columns)
    .from(userGroup)
    .innerJoin(groupMember, and(eq(groupMember.tenantId, userGroup.tenantId), eq(groupMember.groupId, userGroup.id)))
    .where(and(ofSso, eq(groupMember.userId, userId)))
    .orderBy(asc(userGroup.id));
  const speaksFor = connectionIds.map((connectionId) => ssoGroupId(connectionId, ''));
  const changes: Change[] = [];
  for (const { id, externalId } of mine) {
    if (externalId === null || named.has(externalId) || !speaksFor.some((start) => externalId.startsWith(start))) continue;
    changes.push(...(await removeMembers(work, await lockGroup(work, id), [userId])));
  }
  for (const group of named.values()) {
    if (mine.some(({ externalId }) => externalId === group.externalId)) continue;
    const there = known.find(({ externalId }) => externalId === group.externalId);
    const kept = there === undefined ? await insertGroup(work, { ...group, origin: 'sso' }) : await lockGroup(work, there.id);
    if (there === undefined) changes.push(groupChange(null, kept));
    changes.push(...(await addMembers(work, kept, [userId])));
  }
  return changes;
}
