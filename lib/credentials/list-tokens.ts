import { and, eq, sql } from 'drizzle-orm';
import { apiToken } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type ApiToken, tokenList } from '#lib/contracts/tokens.ts';
import { readTokens, tokenStatusAt } from './token-rows.ts';

export const listTokens = defineQuery(tokenList, async (ctx, input) => {
  const { sort } = input;
  const keyset = keysetOf<ApiToken>(sort, nameOrder(sort, apiToken), input.cursor);
  const where = and(
    ctx.visible({ userId: apiToken.userId }),
    input.status === 'all' ? undefined : eq(tokenStatusAt(ctx.now), input.status),
    input.owner === undefined ? undefined : eq(apiToken.owner, input.owner),
    input.user_id === undefined ? undefined : eq(apiToken.userId, input.user_id),
    input.permission === undefined ? undefined : sql`${input.permission} = any(${apiToken.permissions})`,
    containsText([apiToken.name, apiToken.display], input.search),
    keyset.after,
  );
  const rows = await readTokens(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
