import { and, eq, sql } from 'drizzle-orm';
import { membership, userAccount } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type User, userList } from '#lib/contracts/users.ts';
import { readUsers } from './user-rows.ts';

const orders: Readonly<Record<'name' | '-name' | 'created_at' | '-created_at' | 'email' | '-email', KeysetOrder<User>>> = {
  name: nameOrder('name', userAccount),
  '-name': nameOrder('-name', userAccount),
  created_at: nameOrder('created_at', userAccount),
  '-created_at': nameOrder('-created_at', userAccount),
  email: byEmail(false),
  '-email': byEmail(true),
};

function byEmail(descending: boolean): KeysetOrder<User> {
  const key = sql`lower(${userAccount.email})`;
  return { key, type: 'caseless', id: sql`${userAccount.id}`, descending, valueOf: (row) => row.email, idOf: (row) => row.id };
}

export const listUsers = defineQuery(userList, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const keyset = keysetOf(input.sort, orders[input.sort], input.cursor);
  const ofTeam = (teamId: string) =>
    sql`${userAccount.id} in ${tx
      .select({ id: membership.userId })
      .from(membership)
      .where(and(eq(membership.tenantId, tenantId), eq(membership.teamId, teamId)))}`;
  const where = and(
    ctx.visible({ personId: userAccount.id }),
    eq(userAccount.kind, 'person'),
    input.status === 'all' ? undefined : eq(userAccount.status, input.status),
    input.team_id === undefined ? undefined : ofTeam(input.team_id),
    containsText([userAccount.name, userAccount.email], input.search),
    keyset.after,
  );
  const rows = await readUsers(tx, tenantId, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
