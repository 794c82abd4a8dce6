import { sql } from 'drizzle-orm';
import { adjustment } from '#db/schema/index.ts';
import type { Period } from '#lib/budgets/period.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { Adjustment, adjustmentBook } from '#lib/contracts/ledger.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { sharesToText } from '#lib/cost-centers/shares-text.ts';
import { readAdjustment } from './adjustment-rows.ts';
import { type AdjustedBudget, budgetsOfScope } from './budgets-of-scope.ts';
import { type AdjustedScope, principalOf } from './principal-of.ts';

/** Adjustments may be for times that statements still reach. */
const pastMaxMs = 400 * 86_400_000;

function scopeOf({ tenantId }: OperationContext, input: InputOf<typeof adjustmentBook>): AdjustedScope {
  if (input.budget_id !== undefined) return { kind: 'budget', id: input.budget_id };
  if (input.team_id !== undefined) return { kind: 'team', id: input.team_id };
  if (input.department_id !== undefined) return { kind: 'department', id: input.department_id };
  if (input.user_id !== undefined) return { kind: 'user', id: input.user_id };
  if (input.key_id !== undefined) return { kind: 'key', id: input.key_id };
  if (input.project_id !== undefined) return { kind: 'project', id: input.project_id };
  if (input.cost_center_id !== undefined) return { kind: 'cost_center', id: input.cost_center_id };
  return { kind: 'tenant', id: tenantId };
}

const uuids = (ids: readonly string[]) => sql`${`{${ids.join(',')}}`}::text::uuid[]`;
const instants = (all: readonly number[]) => sql`${`{${all.map((ms) => new Date(ms).toISOString()).join(',')}}`}::text::timestamptz[]`;

async function book({ tx }: OperationContext, id: string, budgets: readonly AdjustedBudget[]): Promise<void> {
  const times = (pick: (budget: AdjustedBudget) => Period, end: 'startMs' | 'endMs') => instants(budgets.map((one) => pick(one)[end]));
  await tx.execute(sql`select book_adjustment(${id}::uuid, ${uuids(budgets.map(({ budgetId }) => budgetId))},
    ${times(({ meant }) => meant, 'startMs')}, ${times(({ meant }) => meant, 'endMs')},
    ${times(({ running }) => running, 'startMs')}, ${times(({ running }) => running, 'endMs')})`);
}

export const bookAdjustment = defineCommand(adjustmentBook, async (ctx, input) => {
  const { tx, tenantId, now, caller } = ctx;
  const appliesAt = input.applies_at ?? now;
  if (appliesAt > now || appliesAt.getTime() < now.getTime() - pastMaxMs)
    throw new AppError('validation_failed', { errors: [{ pointer: '/applies_at', detail: 'Must lie in the past 400 days' }] });
  const scope = scopeOf(ctx, input);
  const principal = await principalOf(ctx, scope, appliesAt.getTime());
  const budgets = await budgetsOfScope(ctx, scope, principal, appliesAt.getTime());
  const id = newUuid(now.getTime());
  const amountNanoUsd = input.kind === 'credit' ? -input.amount_usd : input.amount_usd;
  await tx.insert(adjustment).values({
    ...{ tenantId, id, kind: input.kind, amountNanoUsd, reason: input.reason, scopeKind: scope.kind, scopeId: scope.id },
    ...{ departmentId: principal.departmentId, teamId: principal.teamId, projectId: principal.projectId ?? null },
    costShares: principal.costShares === undefined ? null : sharesToText(principal.costShares),
    ...{ appliesAt, createdBy: caller.userId, createdAt: now },
  });
  await book(ctx, id, budgets);
  const after = await readAdjustment(ctx, id);
  return { result: after, changes: [changeOf('adjustment', 'adjustment', Adjustment, null, after)] };
});
