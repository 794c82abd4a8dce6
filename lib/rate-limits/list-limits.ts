import { and, eq, like } from 'drizzle-orm';
import { rateLimit } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { rateLimitGet, rateLimitList } from '#lib/contracts/rate-limits.ts';
import { readLimit, readLimits, scopeName } from './limit-rows.ts';
import { withUse } from './with-use.ts';

const scopesOfIds = {
  department_id: 'department',
  team_id: 'team',
  user_id: 'user',
  role_id: 'role',
  key_id: 'key',
  connection_id: 'target',
  model: 'model',
} as const;
type IdField = keyof typeof scopesOfIds;
const idFields = Object.keys(scopesOfIds).filter((name): name is IdField => name in scopesOfIds);

const ofEntity = (input: InputOf<typeof rateLimitList>) =>
  idFields.flatMap((field) => {
    const value = input[field];
    if (value === undefined) return [];
    const kind = scopesOfIds[field];
    return [eq(rateLimit.scopeKind, kind), kind === 'target' ? like(rateLimit.scopeValue, `${value}%`) : eq(rateLimit.scopeValue, value)];
  });

export const listRateLimits = defineQuery(rateLimitList, async (ctx, input) => {
  const keyset = keysetOf(input.sort, nameOrder(input.sort, rateLimit), input.cursor);
  const where = and(
    input.scope === undefined ? undefined : eq(rateLimit.scopeKind, input.scope),
    ...ofEntity(input),
    input.tier_id === undefined ? undefined : eq(rateLimit.tierId, input.tier_id),
    containsText([rateLimit.name, scopeName], input.search),
    keyset.after,
  );
  const rows = await readLimits(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  const { data, next_cursor } = keyset.page(rows, input.limit);
  return { data: await withUse(ctx, data), next_cursor };
});

export const getRateLimit = defineQuery(rateLimitGet, async (ctx, { rate_limit_id }) => {
  const [limit] = await withUse(ctx, [await readLimit(ctx, rate_limit_id)]);
  if (limit === undefined) throw new Error('A limit that was read is there');
  return limit;
});
