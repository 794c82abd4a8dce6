import { and, eq, sql } from 'drizzle-orm';
import { groupMember, userGroup } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { groupList } from '#lib/contracts/groups.ts';
import { readGroups } from './group-rows.ts';

const hasMember = (userId: string) => sql`exists (select from ${groupMember} gm
  where gm.tenant_id = ${userGroup.tenantId} and gm.group_id = ${userGroup.id} and gm.user_id = ${userId})`;

/** Groups belong to the whole organization: whoever may see them on it sees all, everybody else those they are in. */
export const listGroups = defineQuery(groupList, async (ctx, input) => {
  const keyset = keysetOf(input.sort, nameOrder(input.sort, userGroup), input.cursor);
  const where = and(
    ctx.reach.everything ? undefined : hasMember(ctx.caller.userId),
    input.origin === undefined ? undefined : eq(userGroup.origin, input.origin),
    input.user_id === undefined ? undefined : hasMember(input.user_id),
    containsText([userGroup.name], input.search),
    keyset.after,
  );
  return keyset.page(await readGroups(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});
