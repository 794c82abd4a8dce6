import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Budget, BudgetWithFigures } from '#lib/contracts/budget-resource.ts';
import { budgetUpdate } from '#lib/contracts/budgets.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { applyLimit, type BudgetColumns, countAgain, countAllocations, lockBudget, writeBudget } from './change-budget.ts';
import { readBudgetWithFigures } from './get-budget.ts';
import { type Allocation, requireAllocation, requireOwnAllocations } from './require-allocation.ts';
import { chosenScope, requireLivingScope, requireScopePlace } from './require-scope.ts';
import { requireOwner, requireSettings } from './require-settings.ts';
import { type ScopeKey, scopeKeyOf } from './spend-scope.ts';

type Input = InputOf<typeof budgetUpdate>;

/** Names of the columns behind fields. */
const columnOf = {
  name: 'name',
  description: 'description',
  limit_usd: 'limitNanoUsd',
  reserve_percent: 'reservePercent',
  enforcement: 'enforcement',
  grace_hours: 'graceHours',
  on_overrun: 'onOverrun',
  fit_output: 'fitOutput',
  thresholds: 'thresholds',
  owner_id: 'ownerId',
  parent_id: 'parentId',
} as const;

type Field = keyof typeof columnOf;
const fields = Object.keys(columnOf).filter((name): name is Field => name in columnOf);

const comparable = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner)) ?? '';

/** The fields that would become something else. */
function changedFields(before: Budget, input: Input): readonly Field[] {
  return fields.filter((field) => input[field] !== undefined && comparable(input[field]) !== comparable(before[field]));
}

/** Hours left over from a grace mean nothing to another enforcement. */
function graceOf(before: Budget, input: Input): number {
  const enforcement = input.enforcement ?? before.enforcement;
  return input.grace_hours ?? (enforcement === 'grace' ? before.grace_hours : 0);
}

/** What the budget would count instead; undefined where that stays as it is. Its allocations would not follow. */
async function newScope(ctx: OperationContext, before: Budget, input: Input): Promise<ScopeKey | undefined> {
  if (input.scope === undefined) return undefined;
  const scope = chosenScope({ ...input, scope: input.scope });
  const old = scopeKeyOf(before.scope);
  if (scope.kind === old.kind && scope.value === old.value) return undefined;
  await requireScopePlace(ctx, scope);
  await requireLivingScope(ctx, scope);
  const allocations = await countAllocations(ctx, before.id);
  if (allocations > 0)
    throw new AppError('conflict', { detail: `${allocations} other budgets are allocations of ${before.name}. Free those first.` });
  return scope;
}

async function requireChange(ctx: OperationContext, before: Budget, input: Input, scope: ScopeKey | undefined): Promise<void> {
  const enforcement = input.enforcement ?? before.enforcement;
  const thresholds = input.thresholds ?? before.thresholds;
  requireSettings({ ...before, enforcement, grace_hours: graceOf(before, input), thresholds });
  await requireOwner(ctx, input.owner_id === before.owner_id ? undefined : input.owner_id);
  const allocation: Allocation = {
    ...{ id: before.id, scope: scope ?? scopeKeyOf(before.scope), calendar: before },
    ...{ limitNanoUsd: input.limit_usd ?? before.limit_usd, allowOver: input.allow_overallocation },
  };
  const parentId = input.parent_id === undefined ? before.parent_id : input.parent_id;
  // What was allowed once stays so until the sum grows.
  const grows = allocation.limitNanoUsd > before.limit_usd || parentId !== before.parent_id || scope !== undefined;
  if (grows) await requireAllocation(ctx, parentId, allocation);
  if (allocation.limitNanoUsd < before.limit_usd) await requireOwnAllocations(ctx, allocation);
}

/** What a change means for calls now. */
function noticeOf({ current, enforcement }: BudgetWithFigures): string | null {
  if (current === null || current.spent_usd + current.reserved_usd <= current.available_usd) return null;
  const what = 'More than the limit is spent or reserved already.';
  if (enforcement === 'soft') return `${what} A soft budget goes on serving calls.`;
  const resets = current.end.toISOString();
  if (enforcement === 'grace') return `${what} Calls are served until the grace ends, then refused until ${resets}.`;
  return `${what} New calls are refused until ${resets}; calls that run go on.`;
}

export const updateBudget = defineCommand(budgetUpdate, async (ctx, input) => {
  const before = await lockBudget(ctx, input.budget_id);
  if (before.archived_at !== null) throw new AppError('conflict', { detail: 'This budget is archived. Restore it first.' });
  const changed = changedFields(before, input);
  const answer = async () => {
    const after = await readBudgetWithFigures(ctx, before.id);
    return { ...after, notice: noticeOf(after) };
  };
  const scope = await newScope(ctx, before, input);
  if (changed.length === 0 && scope === undefined) return { result: await answer(), changes: null };
  await requireChange(ctx, before, input, scope);
  const columns: BudgetColumns = {
    ...Object.fromEntries(changed.map((field) => [columnOf[field], input[field]])),
    ...(scope === undefined ? {} : { scopeKind: scope.kind, scopeValue: scope.value }),
  };
  const grace = graceOf(before, input);
  const change = await writeBudget(ctx, before, grace === before.grace_hours ? columns : { ...columns, graceHours: grace });
  if (changed.includes('limit_usd') || changed.includes('reserve_percent')) await applyLimit(ctx, before.id);
  if (scope !== undefined) await countAgain(ctx, before);
  return { result: await answer(), changes: [change] };
});
