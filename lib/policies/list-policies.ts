import { and, eq, isNull, sql } from 'drizzle-orm';
import { policy } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { policyList } from '#lib/contracts/policies.ts';
import type { Policy } from '#lib/contracts/policy-resource.ts';
import { readPolicies, statusOf } from './policy-rows.ts';

function hasStatus(status: Policy['status'] | 'all' | undefined) {
  if (status === 'all') return undefined;
  return status === undefined ? isNull(policy.archivedAt) : sql`${statusOf} = ${status}`;
}

export const listPolicies = defineQuery(policyList, async (ctx, input) => {
  const keyset = keysetOf<Policy>(input.sort, nameOrder(input.sort, policy), input.cursor);
  const ofType = input.type === undefined ? undefined : eq(policy.type, input.type);
  const where = and(hasStatus(input.status), ofType, containsText([policy.name, policy.description], input.search), keyset.after);
  const rows = await readPolicies(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
