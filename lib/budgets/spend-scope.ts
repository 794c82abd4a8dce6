import { type SQL, sql } from 'drizzle-orm';
import { usageEvent } from '#db/schema/index.ts';
import { sqlUuidArray } from '#lib/command/access.ts';
import type { TenantReading } from '#lib/command/context.ts';
import type { BudgetScope, BudgetScopeKind } from '#lib/contracts/budget-resource.ts';
import { wholeShare } from '#lib/cost-centers/split-amount.ts';
import type { DimensionColumns } from '#lib/usage/usage-scope.ts';

/** What a budget counts: the kind, and the UUID, the name or the `name=value`; empty for the tenant. */
export interface ScopeKey {
  readonly kind: BudgetScopeKind;
  readonly value: string;
}

export const scopeKeyOf = (scope: BudgetScope): ScopeKey => ({ kind: scope.kind, value: scopeValueOf(scope) });

/** What a scope names, whichever field of it that is in; empty for the tenant. */
export const scopeValueOf = (scope: Omit<BudgetScope, 'kind' | 'name'>): string =>
  scope.department_id ??
  scope.team_id ??
  scope.user_id ??
  scope.key_id ??
  scope.project_id ??
  scope.environment_id ??
  scope.cost_center_id ??
  scope.value ??
  '';

/** What sums are kept by, and budgets are for. */
export type SummedKind = 'department' | 'team' | 'user' | 'key' | 'project' | 'environment' | 'provider' | 'model';

const plainKinds: ReadonlySet<string> = new Set(['user', 'key', 'project', 'environment', 'provider', 'model']);

/** Which rows of usage a scope counts. */
export type SpendScope =
  | { readonly of: 'everything' }
  | {
      readonly of: 'dimension';
      readonly kind: SummedKind;
      readonly dims: readonly number[];
    }
  | {
      readonly of: 'cost_center';
      readonly id: string;
      /** Sets of shares in which it bears all, and those in which it bears a part. */
      readonly whole: readonly number[];
      readonly split: readonly number[];
    }
  | { readonly of: 'tag'; readonly name: string; readonly value: string };

interface Found extends Record<string, unknown> {
  readonly place: number;
  readonly id: number;
}

/** Departments and teams with all that lies below them, by the place of the scope in the list. */
async function subtrees({ tx, tenantId }: TenantReading, keys: readonly ScopeKey[], kind: 'department' | 'team') {
  const wanted = keys.flatMap((key, place) => (key.kind === kind ? [{ place, value: key.value }] : []));
  if (wanted.length === 0) return [];
  const table = sql.identifier(kind);
  const roots = sqlUuidArray(wanted.map(({ value }) => value));
  const rows = await tx.execute<{ root: string; id: string }>(sql`
    with recursive below as (
      select id as root, id from ${table} where tenant_id = ${tenantId} and id = any(${roots})
      union select below.root, child.id from ${table} child join below on child.parent_id = below.id where child.tenant_id = ${tenantId}
    ) select root, id from below`);
  return wanted.flatMap(({ place, value }) => [...rows].flatMap(({ root, id }) => (root === value ? [{ place, kind, value: id }] : [])));
}

/** Finds the int4 ids that usage rows carry for scopes, for all at once. A scope nothing was ever called with has none. */
export async function resolveSpendScopes(ctx: TenantReading, keys: readonly ScopeKey[]): Promise<readonly SpendScope[]> {
  const { tx, tenantId } = ctx;
  const plain = keys.flatMap(({ kind, value }, place) => (plainKinds.has(kind) ? [{ place, kind, value }] : []));
  const centers = await findShares(ctx, keys);
  const wanted = [...plain, ...(await subtrees(ctx, keys, 'department')), ...(await subtrees(ctx, keys, 'team'))];
  const rows =
    wanted.length === 0
      ? []
      : await tx.execute<Found>(sql`
          select w.place, d.id from json_to_recordset(${JSON.stringify(wanted)}::json) as w (place integer, kind text, value text)
          join usage_dimension d on d.tenant_id = ${tenantId} and d.kind = w.kind and d.value = w.value`);
  const dimsAt = new Map<number, number[]>();
  for (const { place, id } of rows) dimsAt.set(place, [...(dimsAt.get(place) ?? []), id]);
  return keys.map(({ kind, value }, place) => {
    if (kind === 'tenant') return { of: 'everything' };
    if (kind === 'tag') return { of: 'tag', name: value.slice(0, value.indexOf('=')), value: value.slice(value.indexOf('=') + 1) };
    if (kind === 'cost_center') return { of: 'cost_center', id: value, ...sharesOf(centers, value) };
    return { of: 'dimension', kind, dims: dimsAt.get(place) ?? [] };
  });
}

interface SharesRow extends Record<string, unknown> {
  readonly id: number;
  readonly value: string;
}

/** All sets of shares, where a scope is a cost center; organizations have a few of them. */
async function findShares({ tx, tenantId }: TenantReading, keys: readonly ScopeKey[]): Promise<readonly SharesRow[]> {
  if (!keys.some(({ kind }) => kind === 'cost_center')) return [];
  return [
    ...(await tx.execute<SharesRow>(sql`select id, value from usage_dimension where tenant_id = ${tenantId} and kind = 'cost_centers'`)),
  ];
}

function sharesOf(rows: readonly SharesRow[], center: string): { readonly whole: readonly number[]; readonly split: readonly number[] } {
  const whole = `${center}=${wholeShare}`;
  const own = rows.filter(({ value }) => value.includes(`${center}=`));
  return {
    whole: own.filter(({ value }) => value === whole).map(({ id }) => id),
    split: own.filter(({ value }) => value !== whole).map(({ id }) => id),
  };
}

/** What a row counts for a scope: its cost, or a cost center's part of it. A part can be told of calls alone. */
export const spendAmount = (scope: SpendScope, cost: SQL, shares: SQL): SQL =>
  scope.of === 'cost_center' && scope.split.length > 0
    ? sql`cost_share(${cost}, (select d.value from usage_dimension d where d.tenant_id = ${usageEvent.tenantId} and d.id = ${shares}), ${scope.id}::text)`
    : cost;

/** Whether what a scope spent cannot be told from the hourly sums alone: of tags there are none, and parts are split call by call. */
export const needsCalls = (scope: SpendScope): boolean => scope.of === 'tag' || (scope.of === 'cost_center' && scope.split.length > 0);

/** The condition of a scope on rows that have these columns; tags are on calls alone. */
export function spendCondition(scope: SpendScope, columns: DimensionColumns): SQL {
  if (scope.of === 'everything') return sql`true`;
  if (scope.of === 'tag') return sql`${usageEvent.tags} ->> ${scope.name}::text = ${scope.value}::text`;
  if (scope.of === 'cost_center') {
    const { cost_centers: shares } = columns;
    return shares === undefined ? sql`false` : sql`${shares} = any(${`{${[...scope.whole, ...scope.split].join(',')}}`}::int4[])`;
  }
  const column = columns[scope.kind];
  if (column === undefined || scope.dims.length === 0) return sql`false`;
  return sql`${column} = any(${`{${scope.dims.join(',')}}`}::int4[])`;
}
