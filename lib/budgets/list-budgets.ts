import { and, eq } from 'drizzle-orm';
import { budget } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { placedScopes } from '#lib/contracts/budget-resource.ts';
import { budgetList } from '#lib/contracts/budgets.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { hasArchiveStatus } from '#lib/organization/archive-status.ts';
import { readBudgets, scopeColumns, scopeName } from './budget-rows.ts';
import { withFigures } from './standing.ts';

const ofEntity = (input: InputOf<typeof budgetList>) =>
  placedScopes.flatMap((kind) => {
    const id = input[`${kind}_id`];
    return id === undefined ? [] : [eq(budget.scopeKind, kind), eq(budget.scopeValue, id)];
  });

export const listBudgets = defineQuery(budgetList, async (ctx, input) => {
  const keyset = keysetOf(input.sort, nameOrder(input.sort, budget), input.cursor);
  const where = and(
    ctx.visible(scopeColumns),
    hasArchiveStatus(budget.archivedAt, input.status),
    input.scope === undefined ? undefined : eq(budget.scopeKind, input.scope),
    ...ofEntity(input),
    input.parent_id === undefined ? undefined : eq(budget.parentId, input.parent_id),
    input.period === undefined ? undefined : eq(budget.periodKind, input.period),
    input.enforcement === undefined ? undefined : eq(budget.enforcement, input.enforcement),
    containsText([budget.name, scopeName], input.search),
    keyset.after,
  );
  const rows = await readBudgets(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  const { data, next_cursor } = keyset.page(rows, input.limit);
  return { data: await withFigures(ctx, data), next_cursor };
});
