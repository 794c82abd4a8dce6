import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { OperationContext } from '#lib/command/context.ts';
import type { DimensionKind } from './dimensions.ts';

/** What a question about usage may be narrowed to; ids are UUIDs. */
export interface UsageFilters {
  readonly department_id?: string | undefined;
  readonly team_id?: string | undefined;
  readonly user_id?: string | undefined;
  readonly key_id?: string | undefined;
  readonly connection_id?: string | undefined;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly route_id?: string | undefined;
  readonly project_id?: string | undefined;
  readonly environment_id?: string | undefined;
  readonly cost_center_id?: string | undefined;
}

/** Columns of a table of usage by what they name. */
export type DimensionColumns = Readonly<Partial<Record<DimensionKind, PgColumn | SQL>>>;

/** Which rows of usage are asked for and visible, in the int4 ids that they carry. */
export interface UsageScope {
  /** By kind, the ids a row must have one of. An empty list: nothing was ever called with it. */
  readonly within: ReadonlyMap<DimensionKind, readonly number[]>;
  /** Rows of these teams or projects, or of this person, are visible; undefined: all are. */
  readonly visible: { readonly teams: readonly number[]; readonly projects: readonly number[]; readonly user: number | null } | undefined;
}

type Asking = Pick<OperationContext, 'tx' | 'tenantId'>;

interface Wanted {
  readonly purpose: 'filter' | 'visible';
  readonly kind: DimensionKind;
  readonly value: string;
}

/** Departments or teams with everything below them. */
async function subtree({ tx, tenantId }: Asking, table: 'department' | 'team', id: string): Promise<readonly string[]> {
  const name = sql.identifier(table);
  const rows = await tx.execute<{ id: string }>(sql`
    with recursive below as (
      select id from ${name} where tenant_id = ${tenantId} and id = ${id}
      union select child.id from ${name} child join below on child.parent_id = below.id where child.tenant_id = ${tenantId}
    ) select id from below`);
  return [...rows].map((row) => row.id);
}

/** The names of all sets of shares that a cost center is in. */
async function sharesWith({ tx, tenantId }: Asking, costCenterId: string): Promise<readonly string[]> {
  const rows = await tx.execute<{ value: string }>(sql`
    select value from usage_dimension where tenant_id = ${tenantId} and kind = 'cost_centers' and strpos(value, ${`${costCenterId}=`}::text) > 0`);
  return [...rows].map((row) => row.value);
}

/** The values a filter stands for, by kind. */
async function wantedByFilters(ctx: Asking, filters: UsageFilters): Promise<ReadonlyMap<DimensionKind, readonly string[]>> {
  const wanted = new Map<DimensionKind, readonly string[]>();
  if (filters.department_id !== undefined) wanted.set('department', await subtree(ctx, 'department', filters.department_id));
  if (filters.team_id !== undefined) wanted.set('team', await subtree(ctx, 'team', filters.team_id));
  const single = {
    user: filters.user_id,
    key: filters.key_id,
    connection: filters.connection_id,
    provider: filters.provider,
    model: filters.model,
    route: filters.route_id,
    project: filters.project_id,
    environment: filters.environment_id,
  } as const;
  for (const kind of ['user', 'key', 'connection', 'provider', 'model', 'route', 'project', 'environment'] as const) {
    const value = single[kind];
    if (value !== undefined) wanted.set(kind, [value]);
  }
  if (filters.cost_center_id !== undefined) wanted.set('cost_centers', await sharesWith(ctx, filters.cost_center_id));
  return wanted;
}

/** The int4 ids of values; those that no call ever carried have none. */
async function findDimensions({ tx, tenantId }: Asking, wanted: readonly Wanted[]): Promise<readonly (Wanted & { id: number })[]> {
  if (wanted.length === 0) return [];
  const list = JSON.stringify(wanted);
  const rows = await tx.execute<{ purpose: Wanted['purpose']; kind: DimensionKind; value: string; id: number }>(sql`
    select w.purpose, w.kind, w.value, d.id from json_to_recordset(${list}::json) as w (purpose text, kind text, value text)
    join usage_dimension d on d.tenant_id = ${tenantId} and d.kind = w.kind and d.value = w.value`);
  return [...rows];
}

/**
 * Resolves what is asked for and what the caller may see under the operation's permission. A department's rows are
 * visible through its teams, as they are now; own rows are visible wherever they were made.
 */
export async function resolveUsageScope(
  ctx: Pick<OperationContext, 'tx' | 'tenantId' | 'reach' | 'ownUserId'>,
  filters: UsageFilters,
): Promise<UsageScope> {
  const { reach, ownUserId } = ctx;
  const byFilters = await wantedByFilters(ctx, filters);
  const wanted: Wanted[] = [...byFilters].flatMap(([kind, values]) => values.map((value) => ({ purpose: 'filter' as const, kind, value })));
  if (!reach.everything) {
    wanted.push(...reach.teamIds.map((value) => ({ purpose: 'visible' as const, kind: 'team' as const, value })));
    wanted.push(...reach.projectIds.map((value) => ({ purpose: 'visible' as const, kind: 'project' as const, value })));
    if (ownUserId !== null) wanted.push({ purpose: 'visible', kind: 'user', value: ownUserId });
  }
  const found = await findDimensions(ctx, wanted);
  const idsOf = (purpose: Wanted['purpose'], kind: DimensionKind) =>
    found.filter((row) => row.purpose === purpose && row.kind === kind).map((row) => row.id);
  return {
    within: new Map([...byFilters.keys()].map((kind) => [kind, idsOf('filter', kind)])),
    visible: reach.everything
      ? undefined
      : { teams: idsOf('visible', 'team'), projects: idsOf('visible', 'project'), user: idsOf('visible', 'user')[0] ?? null },
  };
}

/** Whether no row can meet the scope, so that none needs to be looked at. */
export function isEmptyScope({ within, visible }: UsageScope): boolean {
  if ([...within.values()].some((ids) => ids.length === 0)) return true;
  return visible !== undefined && visible.teams.length + visible.projects.length === 0 && visible.user === null;
}

/** An `int4[]` literal: drizzle would spread a JavaScript array into a list of parameters. */
const sqlIntArray = (ids: readonly number[]): SQL => sql`${`{${ids.join(',')}}`}::int4[]`;

const isOneOf = (column: PgColumn | SQL, ids: readonly number[]): SQL =>
  ids.length === 1 ? sql`${column} = ${ids[0]}` : sql`${column} = any(${sqlIntArray(ids)})`;

/**
 * The conditions of a scope on a table's columns. Filters on what the table does not have are left out: whoever asks
 * must not ask such a table then.
 */
export function scopeConditions({ within, visible }: UsageScope, columns: DimensionColumns): SQL[] {
  const conditions = [...within].flatMap(([kind, ids]) => {
    const column = columns[kind];
    return column === undefined ? [] : [isOneOf(column, ids)];
  });
  if (visible === undefined) return conditions;
  const { team, project, user } = columns;
  const parts: SQL[] = [];
  if (team !== undefined && visible.teams.length > 0) parts.push(isOneOf(team, visible.teams));
  if (project !== undefined && visible.projects.length > 0) parts.push(isOneOf(project, visible.projects));
  if (user !== undefined && visible.user !== null) parts.push(isOneOf(user, [visible.user]));
  return [...conditions, parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`];
}
