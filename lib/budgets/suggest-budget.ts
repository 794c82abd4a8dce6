import { defineQuery } from '#lib/command/define-query.ts';
import { budgetSuggest } from '#lib/contracts/budget-reports.ts';
import { AppError } from '#lib/core/errors.ts';
import { periodRuleOf } from './budget-rows.ts';
import { tenantTimeZone } from './create-budget.ts';
import { periodsUntil } from './period.ts';
import { chosenScope } from './require-scope.ts';
import { resolveSpendScopes } from './spend-scope.ts';
import { suggestionFormula, suggestLimit } from './suggest-limit.ts';
import { noSpend, sumSpend } from './sum-spend.ts';

/** Whole periods a suggestion looks at, at most. */
const periodsMax = { daily: 28, weekly: 13, monthly: 12, quarterly: 8, annual: 3 } as const;

export const suggestBudget = defineQuery(budgetSuggest, async (ctx, input) => {
  const timeZone = input.time_zone ?? (await tenantTimeZone(ctx));
  const rule = periodRuleOf({ ...input, time_zone: timeZone, starts_at: null, ends_at: null });
  const [running, ...whole] = periodsUntil(rule, ctx.now.getTime(), periodsMax[input.period] + 1);
  const [scope] = await resolveSpendScopes(ctx, [chosenScope(input)]);
  if (running === undefined || scope === undefined) throw new AppError('internal', { internal: 'A cyclic budget has no running period' });
  const edges = [...[running, ...whole].map(({ startMs }) => startMs).reverse(), running.endMs];
  const [sums = []] = await sumSpend(ctx, [{ scope, edges }]);
  const [now = noSpend, ...spent] = [...sums].reverse();
  // A period that the first call cut in two would pull the suggestion down.
  const known = spent.findLastIndex(({ requests }) => requests > 0);
  const isCut = known > 0;
  const used = spent.slice(0, isCut ? known : known + 1);
  return {
    suggested_limit_usd: suggestLimit(used.map(({ costNanoUsd }) => costNanoUsd)),
    formula: suggestionFormula,
    periods: used.map(({ costNanoUsd }, index) => ({
      start: new Date(whole[index]?.startMs ?? 0),
      end: new Date(whole[index]?.endMs ?? 0),
      spent_usd: costNanoUsd,
    })),
    running: { start: new Date(running.startMs), end: new Date(running.endMs), spent_usd: now.costNanoUsd },
  };
});
