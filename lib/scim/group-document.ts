import { toPublicId } from '#lib/core/ids.ts';
import { groupKind, type ScimResource } from './resource-kind.ts';

/** A group of the directory as stored. */
export interface StoredGroup {
  readonly id: string;
  readonly name: string;
  readonly externalId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A person in a group. */
export interface StoredMember {
  readonly userId: string;
  readonly name: string;
}

/** The group as clients may change it; members by their public ids. */
export function editableGroup({ name, externalId }: StoredGroup, members: readonly StoredMember[]): ScimResource {
  return {
    displayName: name,
    ...(externalId === null ? {} : { externalId }),
    ...(members.length === 0 ? {} : { members: members.map(({ userId }) => ({ value: toPublicId('user', userId) })) }),
  };
}

/** The group as clients get it; without members where those were not asked for. `base` is the address of the service. */
export function groupDocument(group: StoredGroup, members: readonly StoredMember[] | null, base: string): ScimResource {
  const id = toPublicId('group', group.id);
  const listed = (members ?? []).map((member) => {
    const value = toPublicId('user', member.userId);
    return { value, $ref: `${base}/Users/${value}`, display: member.name, type: 'User' };
  });
  return {
    schemas: [groupKind.schema],
    id,
    ...(group.externalId === null ? {} : { externalId: group.externalId }),
    displayName: group.name,
    ...(members === null ? {} : { members: listed }),
    meta: {
      resourceType: groupKind.name,
      created: group.createdAt.toISOString(),
      lastModified: group.updatedAt.toISOString(),
      location: `${base}${groupKind.endpoint}/${id}`,
    },
  };
}
