import { defineQuery } from '#lib/command/define-query.ts';
import { scimUserGet, scimUserList } from '#lib/contracts/scim.ts';
import { parseFilter } from './parse-filter.ts';
import { userKind } from './resource-kind.ts';
import { isLeftOut, selectAttributes } from './select-attributes.ts';
import { userDocument } from './user-document.ts';
import { readGroupsOf, readStoredUser, readUserPage } from './user-rows.ts';

export const getScimUser = defineQuery(scimUserGet, async (ctx, input) => {
  const user = await readStoredUser(ctx, input.id);
  const groups = (await readGroupsOf(ctx, [user.id])).get(user.id) ?? [];
  const selection = { attributes: input.attributes, excludedAttributes: input.excluded_attributes };
  return selectAttributes(userKind, userDocument(user, groups, input.base), selection);
});

export const listScimUsers = defineQuery(scimUserList, async (ctx, input) => {
  const filter = input.filter === undefined ? undefined : parseFilter(userKind, input.filter);
  const { users, total } = await readUserPage(ctx, { filter, offset: input.start_index - 1, limit: input.count });
  const selection = { attributes: input.attributes, excludedAttributes: input.excluded_attributes };
  const ids = isLeftOut(userKind, 'groups', selection) ? [] : users.map(({ id }) => id);
  const groups = await readGroupsOf(ctx, ids);
  const documents = users.map((user) => userDocument(user, groups.get(user.id) ?? [], input.base));
  return { resources: documents.map((document) => selectAttributes(userKind, document, selection)), total };
});
