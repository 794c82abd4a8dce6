import { and, eq } from 'drizzle-orm';
import { budget, department, project, type route, routeVersion, team, userAccount, virtualKey } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { AlertAction, AlertFilters } from '#lib/contracts/alert-rules.ts';
import type { Permission } from '#lib/contracts/permissions.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { type Condition, namesIn } from './expression/expression.ts';
import { parseExpression } from './expression/parse-expression.ts';
import { ExpressionFault } from './expression/tokens.ts';

/** Reads an expression; `validation_failed` names the place of the first fault, counted from 1. */
export function requireExpression(text: string): Condition {
  try {
    return parseExpression(text);
  } catch (cause) {
    if (!(cause instanceof ExpressionFault)) throw cause;
    const detail = `${cause.message} (character ${cause.at + 1})`;
    throw new AppError('validation_failed', {
      detail: `The expression cannot be read: ${detail}.`,
      errors: [{ pointer: '/expression', detail }],
      cause,
    });
  }
}

/** What the permission to do by hand is called; a rule does nothing that its author could not. */
export const permissionOf: Readonly<Record<AlertAction['kind'], Permission>> = {
  disable_key: 'keys.write',
  throttle_key: 'limits.write',
  switch_route: 'routes.write',
};

const filterTables = {
  department_id: department,
  team_id: team,
  user_id: userAccount,
  key_id: virtualKey,
  project_id: project,
  budget_id: budget,
} as const;

async function isThere(
  { tx, tenantId }: OperationContext,
  table: (typeof filterTables)[keyof typeof filterTables] | typeof route,
  id: string,
) {
  const rows = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.id, id)));
  return rows.length > 0;
}

/** Throws `not_found` for filters and targets that are not there, `forbidden` for actions the caller could not do by hand. */
export async function requireTargets(
  ctx: OperationContext,
  condition: Condition,
  { filters, actions }: { readonly filters: AlertFilters; readonly actions: readonly AlertAction[] },
): Promise<void> {
  const missing: FieldError[] = [];
  for (const [field, table] of Object.entries(filterTables)) {
    const id: unknown = Reflect.get(filters, field);
    if (typeof id === 'string' && !(await isThere(ctx, table, id)))
      missing.push({ pointer: `/filters/${field}`, detail: 'There is no such thing' });
  }
  for (const [at, action] of actions.entries()) {
    if (!ctx.access.allows(permissionOf[action.kind], tenantPlacement))
      throw new AppError('forbidden', { detail: `A rule that does this needs ${permissionOf[action.kind]} for the whole organization.` });
    if (action.kind === 'switch_route') {
      const rows = await ctx.tx
        .select({ number: routeVersion.number })
        .from(routeVersion)
        .where(
          and(eq(routeVersion.tenantId, ctx.tenantId), eq(routeVersion.routeId, action.route_id), eq(routeVersion.number, action.version)),
        );
      if (rows.length === 0) missing.push({ pointer: `/actions/${at}/version`, detail: 'The route has no such version' });
    } else if (!(await isThere(ctx, virtualKey, action.key_id)))
      missing.push({ pointer: `/actions/${at}/key_id`, detail: 'There is no such key' });
  }
  if (missing.length > 0) throw new AppError('not_found', { errors: missing });
  const needsBudget = namesIn(condition, 'metric').some((name) => name.startsWith('budget_'));
  if (needsBudget && filters.budget_id === undefined)
    throw new AppError('validation_failed', {
      errors: [{ pointer: '/filters/budget_id', detail: 'The expression asks for a budget; name it' }],
    });
}
