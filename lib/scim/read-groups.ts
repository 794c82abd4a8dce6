import { defineQuery } from '#lib/command/define-query.ts';
import { scimGroupGet, scimGroupList } from '#lib/contracts/scim.ts';
import { groupDocument } from './group-document.ts';
import { readGroupPage, readMembersOf, readStoredGroup } from './group-rows.ts';
import { parseFilter } from './parse-filter.ts';
import { groupKind } from './resource-kind.ts';
import { isLeftOut, selectAttributes } from './select-attributes.ts';

export const getScimGroup = defineQuery(scimGroupGet, async (ctx, input) => {
  const group = await readStoredGroup(ctx, input.id);
  const selection = { attributes: input.attributes, excludedAttributes: input.excluded_attributes };
  const members = isLeftOut(groupKind, 'members', selection) ? null : ((await readMembersOf(ctx, [group.id])).get(group.id) ?? []);
  return selectAttributes(groupKind, groupDocument(group, members, input.base), selection);
});

/** Entra ID leaves `members` out of what it wants to see; then they are not read either. */
export const listScimGroups = defineQuery(scimGroupList, async (ctx, input) => {
  const filter = input.filter === undefined ? undefined : parseFilter(groupKind, input.filter);
  const { groups, total } = await readGroupPage(ctx, { filter, offset: input.start_index - 1, limit: input.count });
  const selection = { attributes: input.attributes, excludedAttributes: input.excluded_attributes };
  const withMembers = !isLeftOut(groupKind, 'members', selection);
  const members = withMembers
    ? await readMembersOf(
        ctx,
        groups.map(({ id }) => id),
      )
    : undefined;
  const documents = groups.map((group) => groupDocument(group, members?.get(group.id) ?? (withMembers ? [] : null), input.base));
  return { resources: documents.map((document) => selectAttributes(groupKind, document, selection)), total };
});
