import { type SQL, sql } from 'drizzle-orm';
import { usageEvent } from '#db/schema/index.ts';
import { sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { BudgetScope, BudgetScopeKind } from '#lib/contracts/budget-resource.ts';
import type { DimensionColumns } from '#lib/usage/usage-scope.ts';

/** What a budget counts: the kind, and the UUID, the name or the `name=value`; empty for the tenant. */
export interface ScopeKey {
  readonly kind: BudgetScopeKind;
  readonly value: string;
}

export const scopeKeyOf = ({ kind, department_id, team_id, user_id, key_id, value }: BudgetScope): ScopeKey => ({
  kind,
  value: department_id ?? team_id ?? user_id ?? key_id ?? value ?? '',
});

/** Which rows of usage a scope counts. */
export type SpendScope =
  | { readonly of: 'everything' }
  | {
      readonly of: 'dimension';
      readonly kind: 'department' | 'team' | 'user' | 'key' | 'provider' | 'model';
      readonly dims: readonly number[];
    }
  | { readonly of: 'tag'; readonly name: string; readonly value: string };

interface Found extends Record<string, unknown> {
  readonly place: number;
  readonly id: number;
}

/** Departments and teams with all that lies below them, by the place of the scope in the list. */
async function subtrees({ tx, tenantId }: OperationContext, keys: readonly ScopeKey[], kind: 'department' | 'team') {
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
export async function resolveSpendScopes(ctx: OperationContext, keys: readonly ScopeKey[]): Promise<readonly SpendScope[]> {
  const { tx, tenantId } = ctx;
  const plain = keys.flatMap(({ kind, value }, place) =>
    kind === 'user' || kind === 'key' || kind === 'provider' || kind === 'model' ? [{ place, kind, value }] : [],
  );
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
    return { of: 'dimension', kind, dims: dimsAt.get(place) ?? [] };
  });
}

/** The condition of a scope on rows that have these columns; tags are on calls alone. */
export function spendCondition(scope: SpendScope, columns: DimensionColumns): SQL {
  if (scope.of === 'everything') return sql`true`;
  if (scope.of === 'tag') return sql`${usageEvent.tags} ->> ${scope.name}::text = ${scope.value}::text`;
  const column = columns[scope.kind];
  if (column === undefined || scope.dims.length === 0) return sql`false`;
  return sql`${column} = any(${`{${scope.dims.join(',')}}`}::int4[])`;
}
