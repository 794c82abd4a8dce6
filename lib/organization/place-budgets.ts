import { and, asc, eq, isNull, or, sql } from 'drizzle-orm';
import { budget } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { PlacePreview } from '#lib/contracts/place-previews.ts';
import { type Place, placementAt } from './place-path.ts';

type Figures = PlacePreview['own_budgets'][number];

/** The part of a path that the caller may see the budgets of. */
const seenOf = ({ access }: OperationContext, path: readonly Place[]): readonly Place[] =>
  path.filter(({ kind }, index) => kind !== 'tenant' && access.allows('budgets.read', placementAt(path, index)));

/** What the running period of a budget shows; nothing before the first call of it. */
const running = (column: 'spent_nano_usd' | 'leased_nano_usd') =>
  sql<string>`coalesce((select ${sql.identifier(column)} from budget_period p where p.tenant_id = ${budget.tenantId} and p.budget_id = ${budget.id}
    and p.period_start_at <= now() and p.period_end_at > now() order by p.period_start_at desc limit 1), 0)::text`;

/** The active budgets of departments and teams of a path, as far as the caller may see them; those of the tenant never change by a move. */
export async function readPlaceBudgets(
  ctx: OperationContext,
  path: readonly Place[],
): Promise<readonly (Figures & { readonly placeId: string })[]> {
  const places = seenOf(ctx, path);
  if (places.length === 0) return [];
  const rows = await ctx.tx
    .select({
      ...{ id: budget.id, name: budget.name, limit: budget.limitNanoUsd, value: budget.scopeValue },
      ...{ spent: running('spent_nano_usd'), held: running('leased_nano_usd') },
    })
    .from(budget)
    .where(
      and(
        eq(budget.tenantId, ctx.tenantId),
        isNull(budget.archivedAt),
        or(...places.map(({ kind, id }) => and(eq(budget.scopeKind, kind), eq(budget.scopeValue, id)))),
      ),
    )
    .orderBy(asc(budget.name));
  return rows.map(({ id, name, limit, value, spent, held }) => ({
    ...{ budget_id: id, name, limit_usd: limit, spent_usd: BigInt(spent), held_usd: BigInt(held) },
    placeId: value,
  }));
}
