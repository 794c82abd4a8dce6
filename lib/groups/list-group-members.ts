import { and, eq } from 'drizzle-orm';
import { groupMember, userAccount } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { type NameSort, nameOrder } from '#lib/command/name-order.ts';
import { type GroupMember, groupMemberList } from '#lib/contracts/groups.ts';
import { readGroupMembers } from './group-member-rows.ts';

function orderOf(sort: NameSort): KeysetOrder<GroupMember> {
  const order = nameOrder(sort, { id: groupMember.userId, name: userAccount.name, createdAt: groupMember.createdAt });
  const named = (row: GroupMember) => ({ id: row.user_id, name: row.name, created_at: row.created_at });
  return { ...order, valueOf: (row) => order.valueOf(named(row)), idOf: (row) => row.user_id };
}

export const listGroupMembers = defineQuery(groupMemberList, async (ctx, input) => {
  const keyset = keysetOf(input.sort, orderOf(input.sort), input.cursor);
  const where = and(
    eq(groupMember.groupId, input.group_id),
    containsText([userAccount.name, userAccount.email], input.search),
    keyset.after,
  );
  return keyset.page(await readGroupMembers(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});
