import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { BudgetThreshold } from '#db/schema/budgets.ts';
import { budget, costCenter, department, environment, project, team, userAccount, virtualKey } from '#db/schema/index.ts';
import type { TenantReading } from '#lib/command/context.ts';
import { type Budget, type BudgetScopeKind, budgetScopes, type PlacedScopeKind } from '#lib/contracts/budget-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import type { PeriodRule } from './period.ts';

const owner = alias(userAccount, 'owner');

/** The id of an entity a budget is for; null where it is for another kind of thing. */
const entityOf = (kind: PlacedScopeKind): SQL<string | null> =>
  sql`case when ${budget.scopeKind} = ${sql.raw(`'${kind}'`)} then ${budget.scopeValue}::uuid end`;

/** What budgets are for, as ids; with the team and owner of a key, these place a budget in the organization. */
export const scopeColumns = {
  departmentId: sql<string | null>`coalesce(${entityOf('department')}, ${project.departmentId})`,
  teamId: sql<string | null>`coalesce(${entityOf('team')}, ${virtualKey.teamId}, ${project.teamId})`,
  projectId: sql<string | null>`coalesce(${entityOf('project')}, ${virtualKey.projectId}, ${environment.projectId})`,
  userId: sql<string | null>`coalesce(${entityOf('user')}, ${virtualKey.userId}, ${project.ownerId})`,
  personId: entityOf('user'),
} as const;

/** The name of what a budget is for, for conditions; null for the tenant and for what is gone. */
export const scopeName: SQL<string | null> =
  sql`case ${budget.scopeKind} when 'department' then ${department.name} when 'team' then ${team.name}
  when 'user' then coalesce(nullif(${userAccount.name}, ''), ${userAccount.email}) when 'key' then ${virtualKey.name}
  when 'project' then ${project.name} when 'environment' then ${project.name} || ' ' || ${environment.name}
  when 'cost_center' then ${costCenter.code} || ' ' || ${costCenter.name}
  when 'tenant' then null else ${budget.scopeValue} end`;

export interface BudgetQuery {
  readonly where: SQL | undefined;
  readonly orderBy: SQL;
  readonly limit: number;
}

/** Budgets as callers see them, without figures. */
export async function readBudgets({ tx, tenantId }: TenantReading, options: BudgetQuery): Promise<Budget[]> {
  const rows = await tx
    .select({
      row: budget,
      departmentId: entityOf('department'),
      teamId: entityOf('team'),
      userId: entityOf('user'),
      keyId: entityOf('key'),
      projectId: entityOf('project'),
      environmentId: entityOf('environment'),
      costCenterId: entityOf('cost_center'),
      scopeName,
      ownerName: sql<string | null>`coalesce(nullif(${owner.name}, ''), ${owner.email})`,
    })
    .from(budget)
    .leftJoin(department, and(eq(department.tenantId, budget.tenantId), eq(department.id, entityOf('department'))))
    .leftJoin(team, and(eq(team.tenantId, budget.tenantId), eq(team.id, entityOf('team'))))
    .leftJoin(userAccount, and(eq(userAccount.tenantId, budget.tenantId), eq(userAccount.id, entityOf('user'))))
    .leftJoin(virtualKey, and(eq(virtualKey.tenantId, budget.tenantId), eq(virtualKey.id, entityOf('key'))))
    .leftJoin(environment, and(eq(environment.tenantId, budget.tenantId), eq(environment.id, entityOf('environment'))))
    .leftJoin(
      project,
      and(eq(project.tenantId, budget.tenantId), sql`${project.id} = coalesce(${entityOf('project')}, ${environment.projectId})`),
    )
    .leftJoin(costCenter, and(eq(costCenter.tenantId, budget.tenantId), eq(costCenter.id, entityOf('cost_center'))))
    .leftJoin(owner, and(eq(owner.tenantId, budget.tenantId), eq(owner.id, budget.ownerId)))
    .where(and(eq(budget.tenantId, tenantId), inArray(budget.scopeKind, [...budgetScopes]), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  return rows.map(toBudget);
}

interface BudgetRow {
  readonly row: typeof budget.$inferSelect;
  readonly departmentId: string | null;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly keyId: string | null;
  readonly projectId: string | null;
  readonly environmentId: string | null;
  readonly costCenterId: string | null;
  readonly scopeName: string | null;
  readonly ownerName: string | null;
}

function toBudget({ row, scopeName: name, ownerName, ...ids }: BudgetRow): Budget {
  const kind: BudgetScopeKind = budgetScopes.find((candidate) => candidate === row.scopeKind) ?? 'tenant';
  const isNamed = kind === 'provider' || kind === 'model' || kind === 'tag';
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    scope: {
      kind,
      department_id: ids.departmentId,
      team_id: ids.teamId,
      user_id: ids.userId,
      key_id: ids.keyId,
      project_id: ids.projectId,
      environment_id: ids.environmentId,
      cost_center_id: ids.costCenterId,
      value: isNamed ? row.scopeValue : null,
      name,
    },
    parent_id: row.parentId,
    limit_usd: row.limitNanoUsd,
    reserve_percent: row.reservePercent,
    period: row.periodKind,
    time_zone: row.timeZone,
    week_starts_on: row.weekStart,
    fiscal_month: row.fiscalMonth,
    fiscal_day: row.fiscalDay,
    starts_at: row.fixedStartAt,
    ends_at: row.fixedEndAt,
    enforcement: row.enforcement,
    grace_hours: row.graceHours,
    on_overrun: row.onOverrun,
    fit_output: row.fitOutput,
    thresholds: row.thresholds.map(toThreshold),
    owner_id: row.ownerId,
    owner_name: ownerName,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    archived_at: row.archivedAt,
    version: row.version,
  };
}

type Action = Budget['thresholds'][number]['actions'][number];
const actions: ReadonlySet<string> = new Set<Action>(['notify', 'require_approval', 'throttle', 'downgrade', 'restrict', 'block']);
const isAction = (name: string): name is Action => actions.has(name);

/** What a threshold does not say is not there either. */
function toThreshold({ percent, severity, actions: named, essential, ...more }: BudgetThreshold): Budget['thresholds'][number] {
  const { approval_above_percent: share, downgrade_models: models } = more;
  return {
    ...{ percent, severity, actions: named.filter(isAction) },
    ...(share === undefined ? {} : { approval_above_percent: share }),
    ...(models === undefined ? {} : { downgrade_models: { ...models } }),
    ...(essential === undefined ? {} : { essential: essentialOf(essential) }),
  };
}

const essentialOf = ({ key_ids: keys, team_ids: teams, non_essential_tags: tags }: NonNullable<BudgetThreshold['essential']>) => ({
  ...(keys === undefined ? {} : { key_ids: [...keys] }),
  ...(teams === undefined ? {} : { team_ids: [...teams] }),
  ...(tags === undefined ? {} : { non_essential_tags: [...tags] }),
});

export async function readBudget(ctx: TenantReading, id: string): Promise<Budget> {
  const [found] = await readBudgets(ctx, { where: eq(budget.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}

/** What says when the periods of a budget begin. */
export type BudgetCalendar = Pick<
  Budget,
  'period' | 'time_zone' | 'week_starts_on' | 'fiscal_month' | 'fiscal_day' | 'starts_at' | 'ends_at'
>;

export const periodRuleOf = (calendar: BudgetCalendar): PeriodRule => ({
  periodKind: calendar.period,
  timeZone: calendar.time_zone,
  weekStart: calendar.week_starts_on,
  fiscalMonth: calendar.fiscal_month,
  fiscalDay: calendar.fiscal_day,
  fixedStartMs: calendar.starts_at?.getTime() ?? null,
  fixedEndMs: calendar.ends_at?.getTime() ?? null,
});
