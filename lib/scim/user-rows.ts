import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { groupMember, scimUser, userAccount, userGroup } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { fromPublicId } from '#lib/core/ids.ts';
import type { Filter } from './filter.ts';
import { equalitiesOf, type FilterColumns, filterSql } from './filter-sql.ts';
import { type GroupOfUser, type StoredUser, storedUserColumns, userAttributesSql } from './user-document.ts';

type Work = Pick<OperationContext, 'tx' | 'tenantId'>;

const columns: FilterColumns = {
  column(path) {
    switch (path) {
      case 'id':
        return { value: sql`${userAccount.id}`, type: 'id' };
      case 'userName':
        return { value: sql`coalesce(${scimUser.userName}, ${userAccount.email})`, type: 'text' };
      case 'externalId':
        return { value: sql`${scimUser.externalId}`, type: 'text' };
      case 'active':
        return { value: sql`(${userAccount.status} = 'active')`, type: 'boolean' };
      case 'meta.created':
        return { value: sql`${userAccount.createdAt}`, type: 'time' };
      case 'meta.lastModified':
        return { value: sql`${userAccount.updatedAt}`, type: 'time' };
      default:
        return undefined;
    }
  },
  document: userAttributesSql,
  uuidOf: (id) => fromPublicId('user', id),
};

/** Ids by an equality that an index answers; undefined where none does. */
function idsBy({ tenantId }: Work, path: string, value: string): SQL | undefined {
  switch (path) {
    case 'userName':
      return sql`select user_id from ${scimUser} where tenant_id = ${tenantId} and user_name_key = lower(${value}::text)
        union all select id from ${userAccount} where tenant_id = ${tenantId} and email_key = lower(${value}::text)`;
    case 'externalId':
      return sql`select user_id from ${scimUser} where tenant_id = ${tenantId} and external_id = ${value}`;
    case 'emails.value':
      return sql`select id from ${userAccount} where tenant_id = ${tenantId} and email_key = lower(${value}::text)
        union all select user_id from ${scimUser} where tenant_id = ${tenantId} and other_emails <> '{}' and lower(${value}::text) = any(other_emails)`;
    default:
      return undefined;
  }
}

/** The people that a filter chooses among those SCIM shows: neither service accounts nor who was deleted. */
function chosen(work: Work, filter: Filter | undefined): SQL | undefined {
  const conditions = filter === undefined ? [] : [filterSql(columns, filter)];
  const equalities = filter === undefined ? [] : equalitiesOf(filter);
  const narrowed = equalities.flatMap(({ path, value }) => idsBy(work, path, value) ?? []).slice(0, 1);
  return and(
    ...[eq(userAccount.tenantId, work.tenantId), eq(userAccount.kind, 'person'), isNull(scimUser.deletedAt)],
    ...narrowed.map((ids) => sql`${userAccount.id} in (${ids})`),
    ...conditions,
  );
}

const joined = and(eq(scimUser.tenantId, userAccount.tenantId), eq(scimUser.userId, userAccount.id));

/** One page of people in the order of their creation, and how many there are. */
export async function readUserPage(
  work: Work,
  { filter, offset, limit }: { readonly filter: Filter | undefined; readonly offset: number; readonly limit: number },
): Promise<{ readonly users: readonly StoredUser[]; readonly total: number }> {
  const where = chosen(work, filter);
  const users =
    limit === 0
      ? []
      : await work.tx
          .select(storedUserColumns)
          .from(userAccount)
          .leftJoin(scimUser, joined)
          .where(where)
          .orderBy(userAccount.id)
          .offset(offset)
          .limit(limit);
  if (offset === 0 && limit > users.length) return { users, total: users.length };
  const [counted] = await work.tx
    .select({ total: sql<number>`count(*)::integer` })
    .from(userAccount)
    .leftJoin(scimUser, joined)
    .where(where);
  return { users, total: counted?.total ?? 0 };
}

/** The person behind a public id; `not_found` for none, a service account, one that was deleted, and another tenant's. */
export async function readStoredUser(work: Work, id: string): Promise<StoredUser> {
  const uuid = fromPublicId('user', id);
  const [found] =
    uuid === undefined
      ? []
      : await work.tx
          .select(storedUserColumns)
          .from(userAccount)
          .leftJoin(scimUser, joined)
          .where(and(chosen(work, undefined), eq(userAccount.id, uuid)));
  if (found === undefined) throw new AppError('not_found', { detail: `There is no User with the id ${id.slice(0, 100)}.` });
  return found;
}

/** The directory's groups of each of these people. */
export async function readGroupsOf({ tx, tenantId }: Work, userIds: readonly string[]): Promise<ReadonlyMap<string, GroupOfUser[]>> {
  const byUser = new Map<string, GroupOfUser[]>();
  if (userIds.length === 0) return byUser;
  const rows = await tx
    .select({ userId: groupMember.userId, id: userGroup.id, name: userGroup.name })
    .from(groupMember)
    .innerJoin(userGroup, and(eq(userGroup.tenantId, groupMember.tenantId), eq(userGroup.id, groupMember.groupId)))
    .where(and(eq(groupMember.tenantId, tenantId), inArray(groupMember.userId, [...userIds]), eq(userGroup.origin, 'scim')))
    .orderBy(userGroup.id);
  for (const { userId, id, name } of rows) byUser.set(userId, [...(byUser.get(userId) ?? []), { id, name }]);
  return byUser;
}
