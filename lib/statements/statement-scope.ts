import { and, eq, type SQL, sql } from 'drizzle-orm';
import { billingSetting, costCenter, department, project, team, tenant } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { BillingSettings } from '#lib/contracts/billing.ts';
import type { StatementScopeKind } from '#lib/contracts/statement-settings.ts';
import { AppError } from '#lib/core/errors.ts';

/** What statements are made from: one tenant's transaction. */
export interface StatementReader {
  readonly tx: TenantTransaction;
  readonly tenantId: string;
}

/** Whom a statement is about. */
export interface StatementScope {
  readonly kind: StatementScopeKind;
  /** UUID; empty for the tenant. */
  readonly value: string;
}

/** A scope with its names, and with what its billing settings say. */
export interface NamedScope extends StatementScope {
  readonly name: string;
  readonly tenantName: string;
  readonly timeZone: string;
  readonly recipients: readonly string[];
  readonly costCenter: string | null;
  /** Who bears what no team used. */
  readonly sharedCosts: BillingSettings['cost_allocation']['method'];
}

interface ScopeInput {
  readonly scope: StatementScopeKind;
  readonly department_id?: string | undefined;
  readonly team_id?: string | undefined;
  readonly project_id?: string | undefined;
  readonly cost_center_id?: string | undefined;
}

/** The scope that an input names; the field of its kind is there, the contract has checked that. */
export function scopeOf(input: ScopeInput): StatementScope {
  const { scope: kind } = input;
  return { kind, value: kind === 'tenant' ? '' : (input[`${kind}_id`] ?? '') };
}

/** A scope as callers see it. */
export const toScope = ({ kind, value }: StatementScope, name: string) => ({
  kind,
  department_id: kind === 'department' ? value : null,
  team_id: kind === 'team' ? value : null,
  project_id: kind === 'project' ? value : null,
  cost_center_id: kind === 'cost_center' ? value : null,
  name,
});

/** Where the parts of each kind are. */
export const partTables = { department, team, project, cost_center: costCenter } as const;

/** Reads the names behind a scope; `not_found` where there is no such part. */
export async function nameScope({ tx, tenantId }: StatementReader, scope: StatementScope): Promise<NamedScope> {
  const { kind, value } = scope;
  const [own] = await tx.select({ name: tenant.name, timeZone: tenant.timeZone }).from(tenant).where(eq(tenant.tenantId, tenantId));
  let name = own?.name ?? '';
  if (kind !== 'tenant') {
    const table = partTables[kind];
    const [row] = await tx
      .select({ name: table.name })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), eq(table.id, value)));
    if (row === undefined) throw new AppError('not_found');
    ({ name } = row);
  }
  const billing = await billingOf({ tx, tenantId }, scope);
  return {
    ...{ kind, value, name, tenantName: own?.name ?? '', timeZone: own?.timeZone ?? 'UTC' },
    recipients: billing?.reporting?.recipients ?? [],
    sharedCosts: billing?.cost_allocation.method ?? 'direct',
    costCenter: kind === 'cost_center' ? await codeOf({ tx, tenantId }, value) : (billing?.cost_center ?? null),
  };
}

async function billingOf({ tx, tenantId }: StatementReader, { kind, value }: StatementScope): Promise<BillingSettings | undefined> {
  // Cost centers have no billing settings of their own.
  if (kind === 'cost_center') return undefined;
  const placeId = kind === 'tenant' ? tenantId : value;
  const [stored] = await tx
    .select({ settings: billingSetting.settings })
    .from(billingSetting)
    .where(and(eq(billingSetting.tenantId, tenantId), sql`${billingSetting.placeKind} = ${kind}`, eq(billingSetting.placeId, placeId)));
  return BillingSettings.safeParse(stored?.settings ?? {}).data;
}

async function codeOf({ tx, tenantId }: StatementReader, costCenterId: string): Promise<string | null> {
  const [row] = await tx
    .select({ code: costCenter.code })
    .from(costCenter)
    .where(and(eq(costCenter.tenantId, tenantId), eq(costCenter.id, costCenterId)));
  return row?.code ?? null;
}

/** Codes of the cost centers that the billing settings of teams name, by team. */
export async function costCentersOfTeams({ tx, tenantId }: StatementReader): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.execute<{ team_id: string; code: string }>(sql`
    select place_id as team_id, settings ->> 'cost_center' as code from billing_setting
    where tenant_id = ${tenantId} and place_kind = 'team' and settings ->> 'cost_center' is not null`);
  return new Map([...rows].map(({ team_id, code }) => [team_id, code]));
}

/** The int4 ids whose rows belong to a scope, and the column they stand in; null for the tenant, whose are all. */
export interface ScopeDimensions {
  readonly column: 'department_dim' | 'team_dim' | 'project_dim' | 'cost_centers_dim';
  readonly ids: readonly number[];
  /** UUID of the cost center whose shares are meant; null where whole calls are. */
  readonly costCenterId: string | null;
}

/**
 * Departments and teams with everything below them, as the tree is now; a project; or the shares that one cost center bears,
 * without those of centers below it, which have statements of their own.
 */
export async function dimensionsOf({ tx, tenantId }: StatementReader, { kind, value }: StatementScope): Promise<ScopeDimensions | null> {
  if (kind === 'tenant') return null;
  if (kind === 'cost_center' || kind === 'project') {
    const isCenter = kind === 'cost_center';
    const named = isCenter ? sql`kind = 'cost_centers' and value like ${`%${value}=%`}` : sql`kind = 'project' and value = ${value}`;
    const rows = await tx.execute<{ id: number }>(sql`select id from usage_dimension where tenant_id = ${tenantId} and ${named}`);
    const ids = [...rows].map(({ id }) => id);
    return { column: isCenter ? 'cost_centers_dim' : 'project_dim', ids, costCenterId: isCenter ? value : null };
  }
  const table = sql.identifier(kind);
  const rows = await tx.execute<{ id: number }>(sql`
    with recursive below as (
      select id from ${table} where tenant_id = ${tenantId} and id = ${value}
      union select child.id from ${table} child join below on child.parent_id = below.id where child.tenant_id = ${tenantId}
    ) select d.id from below join usage_dimension d on d.tenant_id = ${tenantId} and d.kind = ${kind} and d.value = below.id::text`);
  return { column: kind === 'department' ? 'department_dim' : 'team_dim', ids: [...rows].map(({ id }) => id), costCenterId: null };
}

/** The condition for rows of usage that belong to a scope. */
export const withinScope = (scope: ScopeDimensions | null): SQL =>
  scope === null ? sql`true` : sql`${sql.identifier(scope.column)} = any(${`{${scope.ids.join(',')}}`}::int4[])`;
