import { readBudgetWithFigures } from '#lib/budgets/get-budget.ts';
import { resolveSpendScopes, type ScopeKey } from '#lib/budgets/spend-scope.ts';
import { sumSpend } from '#lib/budgets/sum-spend.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Approval, ApprovalWithContext } from '#lib/contracts/approvals.ts';

type Facts = ApprovalWithContext['context'];

const hourMs = 3_600_000;
const spendDays = 30;

/** What a key or team has spent lately, told to those who decide about it. */
async function recentSpend(ctx: OperationContext, scope: ScopeKey, label: string): Promise<Facts> {
  const [resolved] = await resolveSpendScopes(ctx, [scope]);
  if (resolved === undefined) return [];
  const end = Math.ceil(ctx.now.getTime() / hourMs) * hourMs;
  const [spend] = await sumSpend(ctx, [{ scope: resolved, edges: [end - spendDays * 24 * hourMs, end] }]);
  const [total] = spend ?? [];
  const calls = total?.requests ?? 0;
  return [{ label, usd: total?.costNanoUsd ?? 0n, text: `${calls} ${calls === 1 ? 'call' : 'calls'}` }];
}

async function budgetFacts(ctx: OperationContext, id: string): Promise<Facts> {
  const { name, limit_usd: limit, current } = await readBudgetWithFigures(ctx, id);
  return [
    { label: `Limit of ${name}`, usd: limit, text: null },
    ...(current === null
      ? []
      : [
          { label: 'Spent in this period', usd: current.spent_usd, text: null },
          { label: 'Reserved by running calls', usd: current.reserved_usd, text: null },
        ]),
  ];
}

/** What those who decide want to know: how the budget stands, or what key and team have spent in the last 30 days. */
export async function readContext(ctx: OperationContext, of: Approval): Promise<Facts> {
  if (of.budget_id !== null) return budgetFacts(ctx, of.budget_id);
  return [
    ...(of.key_id === null ? [] : await recentSpend(ctx, { kind: 'key', value: of.key_id }, 'This key, last 30 days')),
    ...(of.team_id === null ? [] : await recentSpend(ctx, { kind: 'team', value: of.team_id }, 'The team, last 30 days')),
  ];
}
