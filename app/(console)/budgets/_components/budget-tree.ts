import type { BudgetRow } from '#components/budgets/budget-words.ts';

export type TreeRow = BudgetRow & { readonly depth: number };

/** Puts allocations below the budget they are of and keeps the order beside each other; what is not in the list has no children here. */
export function budgetTree(rows: readonly BudgetRow[]): TreeRow[] {
  const listed = new Set(rows.map(({ id }) => id));
  const childrenOf = new Map<string | null, BudgetRow[]>();
  for (const row of rows) {
    const parent = row.parent_id !== null && listed.has(row.parent_id) ? row.parent_id : null;
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), row]);
  }
  const below = (parent: string | null, depth: number): TreeRow[] =>
    (childrenOf.get(parent) ?? []).flatMap((row) => [{ ...row, depth }, ...below(row.id, depth + 1)]);
  return below(null, 0);
}
