import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { groupMember, scimUser, userAccount, userGroup } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { fromPublicId, toPublicId } from '#lib/core/ids.ts';
import type { Filter } from './filter.ts';
import { equalitiesOf, type FilterColumns, filterSql } from './filter-sql.ts';
import type { StoredGroup, StoredMember } from './group-document.ts';

type Work = Pick<OperationContext, 'tx' | 'tenantId'>;

const stored = {
  id: userGroup.id,
  name: userGroup.name,
  externalId: userGroup.externalId,
  createdAt: userGroup.createdAt,
  updatedAt: userGroup.updatedAt,
};

const columns: FilterColumns = {
  column(path) {
    switch (path) {
      case 'id':
        return { value: sql`${userGroup.id}`, type: 'id' };
      case 'displayName':
        return { value: sql`${userGroup.name}`, type: 'text' };
      case 'externalId':
        return { value: sql`${userGroup.externalId}`, type: 'text' };
      case 'meta.created':
        return { value: sql`${userGroup.createdAt}`, type: 'time' };
      case 'meta.lastModified':
        return { value: sql`${userGroup.updatedAt}`, type: 'time' };
      default:
        return undefined;
    }
  },
  // Members are asked for by the equality below; a document with all of them would be read for every group.
  document: sql`'{}'::jsonb`,
  uuidOf: (id) => fromPublicId('group', id),
};

/** `members eq` and `members.value eq`: the groups somebody is in. */
function ofMember({ tenantId }: Work, id: string): SQL {
  const userId = fromPublicId('user', id);
  if (userId === undefined) return sql`false`;
  return sql`${userGroup.id} in (select group_id from ${groupMember} where tenant_id = ${tenantId} and user_id = ${userId})`;
}

/** Only groups of the directory: those made by hand are nobody's business there, nor could it change what they grant. */
function chosen(work: Work, filter: Filter | undefined): SQL | undefined {
  const own = [eq(userGroup.tenantId, work.tenantId), eq(userGroup.origin, 'scim')];
  if (filter === undefined) return and(...own);
  const member = equalitiesOf(filter).find(({ path }) => path === 'members.value');
  // Directories ask for members by one equality and at most the group besides it.
  return member === undefined ? and(...own, filterSql(columns, filter)) : and(...own, ofMember(work, member.value), rest(filter));
}

/** What a filter asks besides the member. */
function rest(filter: Filter): SQL {
  if (filter.kind === 'and') return sql`(${rest(filter.left)} and ${rest(filter.right)})`;
  return equalitiesOf(filter).some(({ path }) => path === 'members.value') ? sql`true` : filterSql(columns, filter);
}

/** One page of groups in the order of their creation, and how many there are. */
export async function readGroupPage(
  work: Work,
  { filter, offset, limit }: { readonly filter: Filter | undefined; readonly offset: number; readonly limit: number },
): Promise<{ readonly groups: readonly StoredGroup[]; readonly total: number }> {
  const where = chosen(work, filter);
  const groups =
    limit === 0 ? [] : await work.tx.select(stored).from(userGroup).where(where).orderBy(userGroup.id).offset(offset).limit(limit);
  const [counted] = await work.tx.select({ total: sql<number>`count(*)::integer` }).from(userGroup).where(where);
  return { groups, total: counted?.total ?? 0 };
}

/** The group of the directory behind a public id; `not_found` for none, one made by hand, and another tenant's. */
export async function readStoredGroup(work: Work, id: string): Promise<StoredGroup> {
  const uuid = fromPublicId('group', id);
  const [found] =
    uuid === undefined
      ? []
      : await work.tx
          .select(stored)
          .from(userGroup)
          .where(and(chosen(work, undefined), eq(userGroup.id, uuid)));
  if (found === undefined) throw new AppError('not_found', { detail: `There is no Group with the id ${id.slice(0, 100)}.` });
  return found;
}

/** The people in each of these groups, in the order of their ids. */
export async function readMembersOf({ tx, tenantId }: Work, groupIds: readonly string[]): Promise<ReadonlyMap<string, StoredMember[]>> {
  const byGroup = new Map<string, StoredMember[]>(groupIds.map((id) => [id, []]));
  if (groupIds.length === 0) return byGroup;
  const rows = await tx
    .select({ groupId: groupMember.groupId, userId: groupMember.userId, name: userAccount.name })
    .from(groupMember)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, groupMember.tenantId), eq(userAccount.id, groupMember.userId)))
    .where(and(eq(groupMember.tenantId, tenantId), inArray(groupMember.groupId, [...groupIds])))
    .orderBy(groupMember.userId);
  for (const { groupId, ...member } of rows) byGroup.get(groupId)?.push(member);
  return byGroup;
}

/** Which of these public ids are no people that SCIM shows. */
export async function strangersAmong({ tx, tenantId }: Work, ids: readonly string[]): Promise<readonly string[]> {
  const uuids = ids.flatMap((id) => fromPublicId('user', id) ?? []);
  if (ids.length === 0) return [];
  const rows = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .leftJoin(scimUser, and(eq(scimUser.tenantId, userAccount.tenantId), eq(scimUser.userId, userAccount.id)))
    .where(
      and(
        ...[eq(userAccount.tenantId, tenantId), inArray(userAccount.id, uuids)],
        ...[eq(userAccount.kind, 'person'), isNull(scimUser.deletedAt)],
      ),
    );
  const known = new Set(rows.map(({ id }) => toPublicId('user', id)));
  return ids.filter((id) => !known.has(id));
}
