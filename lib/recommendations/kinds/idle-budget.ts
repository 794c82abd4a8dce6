import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { budget } from '#db/schema/index.ts';
import { updateBudget } from '#lib/budgets/index.ts';
import { suggestionFormula, suggestLimit } from '#lib/budgets/suggest-limit.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import { nothing } from '../estimate.ts';
import { dollars, percent } from '../money-words.ts';
import type { ReadBudget } from '../reading.ts';
import type { Found, PlannedChange, RecommendationKind, Step } from '../recommendation-kind.ts';

/** Whole periods that must be known. */
const periodsMin = 3;
/** A limit that is more than this share above what its history suggests protects from little. */
const shareMax = 0.6;

const Plan = z.object({ budgetId: z.string(), former: z.string(), limit: z.string() });

function toFound({ id, name, limit, spent }: ReadBudget): Found[] {
  const suggested = spent.length < periodsMin ? null : suggestLimit(spent);
  if (suggested === null || Number(suggested) > Number(limit) * shareMax) return [];
  const most = spent.toSorted((one, other) => (one < other ? 1 : -1))[0] ?? 0n;
  return [
    {
      fingerprint: id,
      title: `Budget ${name}: ${dollars(suggested)} in place of ${dollars(limit)}`,
      summary: `At most ${percent(Number(most) / Number(limit))} of it was used in the last ${spent.length} periods. A limit nearer to what is needed stops a loop earlier, and leaves more to allocate elsewhere.`,
      risk: `A period that needs more than ${dollars(suggested)} would be refused above it, where the budget is hard.`,
      estimate: nothing,
      ...{ confidence: spent.length >= 6 ? 'high' : 'medium', effort: 'low' },
      evidence: [
        ...spent.map((value, index) => ({
          label: index === 0 ? 'Last period' : `${index + 1} periods ago`,
          value: dollars(value),
          href: `/budgets/${toPublicId('budget', id)}`,
        })),
        { label: 'How the limit is computed', value: suggestionFormula, href: null },
      ],
      plan: { budgetId: id, former: `${limit}`, limit: `${suggested}` },
    },
  ];
}

/** A step that sets the limit, where it is still what the change begins from. */
async function setLimit({ tx, tenantId }: OperationContext, budgetId: string, from: string, to: string): Promise<Step> {
  const [row] = await tx
    .select({ limit: budget.limitNanoUsd, archivedAt: budget.archivedAt })
    .from(budget)
    .where(and(eq(budget.tenantId, tenantId), eq(budget.id, budgetId)));
  if (row === undefined || row.archivedAt !== null) throw new AppError('conflict', { detail: 'The budget is archived by now.' });
  if (row.limit !== BigInt(from))
    throw new AppError('conflict', { detail: `The limit is ${dollars(row.limit)} by now. Look at the budget.` });
  return { executable: updateBudget, input: { budget_id: toPublicId('budget', budgetId), limit_usd: formatUsd(BigInt(to)) } };
}

/** Budgets far above what was ever needed. */
export const idleBudget: RecommendationKind = {
  name: 'idle_budget',
  isHousekeeping: true,
  find: ({ budgets }) => budgets.flatMap(toFound),
  change: {
    apply: async (ctx, plan): Promise<PlannedChange> => {
      const { budgetId, former, limit } = Plan.parse(plan);
      return { steps: [await setLimit(ctx, budgetId, former, limit)], memo: {} };
    },
    undo: async (ctx, plan) => {
      const { budgetId, former, limit } = Plan.parse(plan);
      return [await setLimit(ctx, budgetId, limit, former)];
    },
  },
};
