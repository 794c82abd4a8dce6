import { and, eq, isNotNull } from 'drizzle-orm';
import { costCenter, department, environment, project, team, userAccount, virtualKey } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import { type BudgetScopeKind, isPlacedScope } from '#lib/contracts/budget-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { requireTag } from './require-settings.ts';
import type { ScopeKey } from './spend-scope.ts';

/** Whom a budget is for, as callers write it; exactly the field its scope names is there. */
export interface ScopeChoice {
  readonly scope: BudgetScopeKind;
  readonly department_id?: string | undefined;
  readonly team_id?: string | undefined;
  readonly user_id?: string | undefined;
  readonly key_id?: string | undefined;
  readonly project_id?: string | undefined;
  readonly environment_id?: string | undefined;
  readonly cost_center_id?: string | undefined;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly tag?: string | undefined;
}

/** The scope as it is stored. Throws `validation_failed` for a tag that is none. */
export function chosenScope(choice: ScopeChoice): ScopeKey {
  requireTag(choice.tag);
  const { provider, model, tag } = choice;
  const id = isPlacedScope(choice.scope) ? choice[`${choice.scope}_id`] : undefined;
  return { kind: choice.scope, value: id ?? provider ?? model ?? tag ?? '' };
}

/** Tables of what can be archived or ended, with the condition for it. */
const goneIn = {
  department: { table: department, gone: isNotNull(department.archivedAt), what: 'This department is archived' },
  team: { table: team, gone: isNotNull(team.archivedAt), what: 'This team is archived' },
  user: { table: userAccount, gone: eq(userAccount.status, 'deactivated'), what: 'This person is deactivated' },
  project: { table: project, gone: isNotNull(project.archivedAt), what: 'This project is archived' },
  environment: { table: environment, gone: isNotNull(environment.archivedAt), what: 'This environment is archived' },
  cost_center: { table: costCenter, gone: isNotNull(costCenter.archivedAt), what: 'This cost center is archived' },
  key: { table: virtualKey, gone: eq(virtualKey.status, 'disabled'), what: 'This key is disabled' },
} as const;

/** A budget for what makes no calls any more would be one in name only. */
export async function requireLivingScope({ tx, tenantId }: OperationContext, { kind, value }: ScopeKey): Promise<void> {
  if (!isPlacedScope(kind)) return;
  const { table, gone, what } = goneIn[kind];
  const rows = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.id, value), gone));
  if (rows.length > 0) throw new AppError('validation_failed', { errors: [{ pointer: `/${kind}_id`, detail: what }] });
}

/** A place that a budget is moved to: what the caller may not see is reported like what is not there. */
export async function requireScopePlace(ctx: OperationContext, { kind, value }: ScopeKey): Promise<void> {
  const isPlaced = isPlacedScope(kind);
  const placement = isPlaced ? await placementOf(ctx.tx, ctx.tenantId, kind, value) : tenantPlacement;
  if (placement === undefined || (isPlaced && !ctx.access.allows('budgets.read', placement)))
    throw new AppError('not_found', { errors: [{ pointer: `/${kind}_id`, detail: `There is no ${kind} with this id` }] });
  if (!ctx.access.allows('budgets.write', placement))
    throw new AppError('forbidden', { detail: 'This needs the permission budgets.write on what the budget is for.' });
}
