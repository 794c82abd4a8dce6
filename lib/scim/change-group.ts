import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome, Unchanged } from '#lib/command/executable.ts';
import { scimGroupCreate, scimGroupDelete, scimGroupPatch, scimGroupReplace } from '#lib/contracts/scim.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { groupChange, lockGroup, removeGroup } from '#lib/groups/index.ts';
import { editableGroup, groupDocument } from './group-document.ts';
import { readMembersOf, readStoredGroup } from './group-rows.ts';
import { applyPatch, readPatch } from './patch.ts';
import { readResource } from './read-value.ts';
import { requireMayMove } from './require-may-move.ts';
import { groupKind, type ScimResource } from './resource-kind.ts';
import { groupFieldsOf, insertScimGroup, renameScimGroup, writeMembers } from './write-group.ts';

async function documentOf(ctx: OperationContext, id: string, base: string): Promise<ScimResource> {
  const group = await readStoredGroup(ctx, id);
  const members = (await readMembersOf(ctx, [group.id])).get(group.id) ?? [];
  return groupDocument(group, members, base);
}

export const createScimGroup = defineCommand(scimGroupCreate, async (ctx, { base, body }) => {
  const fields = groupFieldsOf(readResource(groupKind, body));
  const group = await insertScimGroup(ctx, fields);
  const changes = await writeMembers(ctx, group, [], fields);
  return {
    result: await documentOf(ctx, toPublicId('group', group.id), base),
    changes: [groupChange(null, group), ...changes],
  };
});

/** Locks a group, so that of two changes at once the second sees the first, and writes what differs. */
async function change(
  ctx: OperationContext,
  { base, id }: { readonly base: string; readonly id: string },
  next: (present: ScimResource) => ScimResource,
): Promise<Outcome<ScimResource> | Unchanged<ScimResource>> {
  const { id: uuid } = await readStoredGroup(ctx, id);
  const before = await lockGroup(ctx, uuid);
  const stored = await readStoredGroup(ctx, id);
  const present = (await readMembersOf(ctx, [uuid])).get(uuid) ?? [];
  const fields = groupFieldsOf(next(editableGroup(stored, present)));
  const isRenamed = fields.name !== stored.name || fields.externalId !== stored.externalId;
  const after = isRenamed ? await renameScimGroup(ctx, before, fields) : before;
  const renamed: Change[] = isRenamed ? [groupChange(before, after)] : [];
  const ids = present.map(({ userId }) => toPublicId('user', userId));
  const [first, ...others] = [...renamed, ...(await writeMembers(ctx, after, ids, fields))];
  const result = await documentOf(ctx, id, base);
  return first === undefined ? { result, changes: null } : { result, changes: [first, ...others] };
}

/** PUT: what the body does not have is gone, except `externalId`, by which the directory finds the group again. */
export const replaceScimGroup = defineCommand(scimGroupReplace, (ctx, input) =>
  change(ctx, input, (present) => ({
    ...(present.externalId === undefined ? {} : { externalId: present.externalId }),
    ...readResource(groupKind, input.body),
  })),
);

/** PATCH: all operations or none. */
export const patchScimGroup = defineCommand(scimGroupPatch, (ctx, input) =>
  change(ctx, input, (present) => applyPatch(groupKind, present, readPatch(input.body))),
);

export const deleteScimGroup = defineCommand(scimGroupDelete, async (ctx, { id }) => {
  const { id: uuid } = await readStoredGroup(ctx, id);
  const before = await lockGroup(ctx, uuid);
  await requireMayMove(ctx, before);
  await removeGroup(ctx, uuid);
  return { result: null, changes: [groupChange(before, null)] };
});
