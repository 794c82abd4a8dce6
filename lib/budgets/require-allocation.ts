import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { budget, environment } from '#db/schema/index.ts';
import { type Placement, tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import { type Budget, isPlacedScope } from '#lib/contracts/budget-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { formatUsd } from '#lib/core/money.ts';
import { type BudgetCalendar, readBudget } from './budget-rows.ts';
import { type ScopeKey, scopeValueOf } from './spend-scope.ts';

/** A budget as it would be, of which allocations are checked. */
export interface Allocation {
  /** Null for one that does not exist yet. */
  readonly id: string | null;
  readonly scope: ScopeKey;
  readonly calendar: BudgetCalendar;
  readonly limitNanoUsd: bigint;
  /** Whether sums above a limit are let through. */
  readonly allowOver: boolean;
}

/** Budgets below each other, at most. */
const depthMax = 8;

const fault = (detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer: '/parent_id', detail }] });
const dollars = (nano: bigint): string => `$${formatUsd(nano).replace(/0{1,7}$/, '')}`;

/** Where the things that a budget counts sit. */
export async function placementOfScope({ tx, tenantId }: OperationContext, { kind, value }: ScopeKey): Promise<Placement> {
  return (isPlacedScope(kind) ? await placementOf(tx, tenantId, kind, value) : undefined) ?? tenantPlacement;
}

async function isOfProject({ tx, tenantId }: OperationContext, environmentId: string, projectId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: environment.id })
    .from(environment)
    .where(and(eq(environment.tenantId, tenantId), eq(environment.id, environmentId), eq(environment.projectId, projectId)));
  return rows.length > 0;
}

/** Whether all that one scope counts is counted by the other too. */
async function isWithin(ctx: OperationContext, inner: ScopeKey, outer: Budget['scope']): Promise<boolean> {
  if (outer.kind === 'tenant') return true;
  if (inner.kind === outer.kind && inner.value === scopeValueOf(outer)) return true;
  if (outer.project_id !== null) return inner.kind === 'environment' && (await isOfProject(ctx, inner.value, outer.project_id));
  // Keys of other places may be used for a project, and its calls may have any key.
  if (inner.kind === 'project' || inner.kind === 'environment' || inner.kind === 'cost_center') return false;
  const { departmentIds, teamIds, userId } = await placementOfScope(ctx, inner);
  if (outer.department_id !== null) return departmentIds.includes(outer.department_id);
  if (outer.team_id !== null) return teamIds.includes(outer.team_id);
  return outer.user_id !== null && inner.kind === 'key' && userId === outer.user_id;
}

const calendarFields = ['period', 'time_zone', 'week_starts_on', 'fiscal_month', 'fiscal_day'] as const;

/** Whether two budgets begin and end their periods together. */
export const hasSamePeriods = (one: BudgetCalendar, other: BudgetCalendar): boolean =>
  calendarFields.every((field) => one[field] === other[field]) &&
  one.starts_at?.getTime() === other.starts_at?.getTime() &&
  one.ends_at?.getTime() === other.ends_at?.getTime();

async function requireNoCircle(ctx: OperationContext, id: string | null, parent: Budget): Promise<void> {
  let above: Budget = parent;
  for (let depth = 1; above.parent_id !== null; depth += 1) {
    if (depth >= depthMax) throw fault(`At most ${depthMax} budgets may lie below each other`);
    above = await readBudget(ctx, above.parent_id);
    if (above.id === id) throw fault('It would be an allocation of itself');
  }
}

async function sumOfChildren({ tx, tenantId }: OperationContext, parentId: string, exceptId: string | null): Promise<bigint> {
  const [row] = await tx
    .select({ sum: sql<bigint>`coalesce(sum(${budget.limitNanoUsd}), 0)::bigint` })
    .from(budget)
    .where(
      and(
        eq(budget.tenantId, tenantId),
        eq(budget.parentId, parentId),
        isNull(budget.archivedAt),
        exceptId === null ? undefined : ne(budget.id, exceptId),
      ),
    );
  return row?.sum ?? 0n;
}

/**
 * Refuses an allocation that its parent does not cover: another place, other periods, more than is left, or a parent that
 * is not the caller's to divide. The caller holds the tenant, so that two allocations at once cannot exceed it together.
 */
export async function requireAllocation(ctx: OperationContext, parentId: string | null, child: Allocation): Promise<void> {
  if (parentId === null) return;
  const missing = new AppError('not_found', { errors: [{ pointer: '/parent_id', detail: 'There is no active budget with this id' }] });
  const placement = await placementOf(ctx.tx, ctx.tenantId, 'budget', parentId);
  if (placement === undefined || !ctx.access.allows('budgets.read', placement)) throw missing;
  if (!ctx.access.allows('budgets.write', placement))
    throw new AppError('forbidden', { detail: 'Dividing a budget needs the permission budgets.write on it.' });
  const parent = await readBudget(ctx, parentId);
  if (parent.archived_at !== null) throw missing;
  if (parentId === child.id) throw fault('It would be an allocation of itself');
  await requireNoCircle(ctx, child.id, parent);
  if (!(await isWithin(ctx, child.scope, parent.scope))) throw fault(`${parent.name} does not count what this budget is for`);
  if (!hasSamePeriods(child.calendar, parent))
    throw fault(`An allocation counts in the periods of ${parent.name}: same period, zone and calendar`);
  if (child.allowOver) return;
  const others = await sumOfChildren(ctx, parentId, child.id);
  if (others + child.limitNanoUsd <= parent.limit_usd) return;
  const left = parent.limit_usd - others;
  const detail = `${parent.name} has ${dollars(left > 0n ? left : 0n)} of ${dollars(parent.limit_usd)} left to allocate. Say allow_overallocation to go beyond.`;
  throw new AppError('conflict', { detail, errors: [{ pointer: '/limit_usd', detail }] });
}

/** Refuses a limit below what the budget has allocated to others. */
export async function requireOwnAllocations(ctx: OperationContext, { id, limitNanoUsd, allowOver }: Allocation): Promise<void> {
  if (id === null || allowOver) return;
  const allocated = await sumOfChildren(ctx, id, null);
  if (allocated <= limitNanoUsd) return;
  const detail = `${dollars(allocated)} of it are allocated to other budgets. Lower those first, or say allow_overallocation.`;
  throw new AppError('conflict', { detail, errors: [{ pointer: '/limit_usd', detail }] });
}
