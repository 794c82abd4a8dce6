import { sql } from 'drizzle-orm';
import { scimUser, userAccount } from '#db/schema/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { ScimResource } from './resource-kind.ts';
import { urns, userKind } from './resource-kind.ts';

/** A person as stored, with what the directory says; the latter is null for people it never wrote. */
export interface StoredUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly status: 'active' | 'deactivated';
  readonly timeZone: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
  readonly userName: string | null;
  readonly externalId: string | null;
  readonly attributes: Record<string, unknown> | null;
}

/** The columns of `StoredUser`, over `user_account` left-joined with `scim_user`. */
export const storedUserColumns = {
  id: userAccount.id,
  email: userAccount.email,
  name: userAccount.name,
  status: userAccount.status,
  timeZone: userAccount.timeZone,
  createdAt: userAccount.createdAt,
  updatedAt: userAccount.updatedAt,
  version: userAccount.version,
  userName: scimUser.userName,
  externalId: scimUser.externalId,
  attributes: scimUser.attributes,
};

/** What a person has besides columns: what the directory wrote, or what the account says where it wrote nothing yet. */
export const userAttributesSql = sql`coalesce(${scimUser.attributes}, jsonb_build_object(
  'displayName', ${userAccount.name}, 'name', jsonb_build_object('formatted', ${userAccount.name}),
  'emails', jsonb_build_array(jsonb_build_object('value', ${userAccount.email}, 'type', 'work', 'primary', true))))`;

/** The same for a row that was read. */
function attributesOf({ attributes, name, email }: StoredUser): ScimResource {
  if (attributes !== null) return attributes;
  return {
    ...(name === '' ? {} : { displayName: name, name: { formatted: name } }),
    emails: [{ value: email, type: 'work', primary: true }],
  };
}

/** The person as clients may change it: without id, meta and groups. */
export function editableUser(user: StoredUser): ScimResource {
  return {
    ...(user.externalId === null ? {} : { externalId: user.externalId }),
    userName: user.userName ?? user.email,
    ...attributesOf(user),
    active: user.status === 'active',
  };
}

/** A group somebody is in. */
export interface GroupOfUser {
  readonly id: string;
  readonly name: string;
}

/** The person as clients get it. `base` is the address of the service. */
export function userDocument(user: StoredUser, groups: readonly GroupOfUser[], base: string): ScimResource {
  const editable = editableUser(user);
  const id = toPublicId('user', user.id);
  const listed = groups.map((group) => {
    const value = toPublicId('group', group.id);
    return { value, $ref: `${base}/Groups/${value}`, display: group.name, type: 'direct' };
  });
  return {
    schemas: [userKind.schema, ...(editable[urns.enterprise] === undefined ? [] : [urns.enterprise])],
    id,
    ...editable,
    ...(listed.length === 0 ? {} : { groups: listed }),
    meta: {
      resourceType: userKind.name,
      created: user.createdAt.toISOString(),
      lastModified: user.updatedAt.toISOString(),
      location: `${base}${userKind.endpoint}/${id}`,
    },
  };
}
