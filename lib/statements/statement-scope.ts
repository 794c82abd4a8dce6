import { and, eq, sql } from 'drizzle-orm';
import { billingSetting, department, team, tenant } from '#db/schema/index.ts';
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
}

interface ScopeInput {
  readonly scope: StatementScopeKind;
  readonly department_id?: string | undefined;
  readonly team_id?: string | undefined;
}

export const scopeOf = (input: ScopeInput): StatementScope => ({
  kind: input.scope,
  value: (input.scope === 'department' ? input.department_id : input.scope === 'team' ? input.team_id : '') ?? '',
});

/** Reads the names behind a scope; `not_found` where there is no such part. */
export async function nameScope({ tx, tenantId }: StatementReader, scope: StatementScope): Promise<NamedScope> {
  const { kind, value } = scope;
  const [own] = await tx.select({ name: tenant.name, timeZone: tenant.timeZone }).from(tenant).where(eq(tenant.tenantId, tenantId));
  let name = own?.name ?? '';
  if (kind !== 'tenant') {
    const table = kind === 'team' ? team : department;
    const [row] = await tx
      .select({ name: table.name })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), eq(table.id, value)));
    if (row === undefined) throw new AppError('not_found');
    ({ name } = row);
  }
  const placeId = kind === 'tenant' ? tenantId : value;
  const [stored] = await tx
    .select({ settings: billingSetting.settings })
    .from(billingSetting)
    .where(and(eq(billingSetting.tenantId, tenantId), eq(billingSetting.placeKind, kind), eq(billingSetting.placeId, placeId)));
  const billing = BillingSettings.safeParse(stored?.settings ?? {}).data;
  return {
    ...{ kind, value, name, tenantName: own?.name ?? '', timeZone: own?.timeZone ?? 'UTC' },
    recipients: billing?.reporting?.recipients ?? [],
    costCenter: billing?.cost_center ?? null,
  };
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
  readonly column: 'department_dim' | 'team_dim';
  readonly ids: readonly number[];
}

/** A part with everything below it, as the tree is now. */
export async function dimensionsOf({ tx, tenantId }: StatementReader, { kind, value }: StatementScope): Promise<ScopeDimensions | null> {
  if (kind === 'tenant') return null;
  const table = sql.identifier(kind);
  const rows = await tx.execute<{ id: number }>(sql`
    with recursive below as (
      select id from ${table} where tenant_id = ${tenantId} and id = ${value}
      union select child.id from ${table} child join below on child.parent_id = below.id where child.tenant_id = ${tenantId}
    ) select d.id from below join usage_dimension d on d.tenant_id = ${tenantId} and d.kind = ${kind} and d.value = below.id::text`);
  return { column: kind === 'department' ? 'department_dim' : 'team_dim', ids: [...rows].map(({ id }) => id) };
}
