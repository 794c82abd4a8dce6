import { type SQL, sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import type { DimensionKind } from './dimensions.ts';

/** What an int4 id stands for. */
export interface DimensionName {
  readonly kind: DimensionKind;
  /** A UUID for entities, the name itself for providers and models. */
  readonly value: string;
  /** The entity's name as it is now; null for one that is gone, and for providers and models. */
  readonly name: string | null;
}

interface NameRow extends Record<string, unknown>, DimensionName {
  readonly id: number;
}

/** Statistics show a pseudonym of everybody, or of this person. The same as `pseudonymOf` in lib/privacy makes. */
const personName = (tenantId: string): SQL => sql`(
  select case when exists (select from privacy_setting s where s.tenant_id = ${tenantId} and s.pseudonymous_analytics)
      or exists (select from person_processing p where p.tenant_id = ${tenantId} and p.user_id = e.id and p.is_pseudonymous)
    then 'person-' || left(encode(sha256(convert_to(${tenantId}::text || ':' || e.id::text, 'UTF8')), 'hex'), 8)
    else coalesce(nullif(e.name, ''), e.email) end
  from user_account e where e.tenant_id = ${tenantId} and e.id = d.entity)`;

/** The names behind the int4 ids of usage rows, in one query; a person without a name goes by their address. */
export async function nameDimensions(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  ids: Iterable<number>,
): Promise<ReadonlyMap<number, DimensionName>> {
  const wanted = [...new Set(ids)].filter((id) => id !== 0);
  if (wanted.length === 0) return new Map();
  const rows = await tx.execute<NameRow>(sql`
    with d as (
      select id, kind, value, case when kind not in ('provider', 'model', 'budgets', 'cost_centers') then value::uuid end as entity
      from usage_dimension where tenant_id = ${tenantId} and id = any(${`{${wanted.join(',')}}`}::int4[])
    )
    select d.id, d.kind, d.value,
      case d.kind when 'department' then (select name from department e where e.tenant_id = ${tenantId} and e.id = d.entity)
        when 'team' then (select name from team e where e.tenant_id = ${tenantId} and e.id = d.entity)
        when 'user' then ${personName(tenantId)}
        when 'key' then (select name from virtual_key e where e.tenant_id = ${tenantId} and e.id = d.entity)
        when 'connection' then coalesce((select name from connection e where e.tenant_id = ${tenantId} and e.id = d.entity),
          (select name from mcp_server e where e.tenant_id = ${tenantId} and e.id = d.entity))
        when 'route' then (select name from route e where e.tenant_id = ${tenantId} and e.id = d.entity)
        when 'project' then (select name from project e where e.tenant_id = ${tenantId} and e.id = d.entity)
        when 'environment' then (select name from environment e where e.tenant_id = ${tenantId} and e.id = d.entity) end
      as name from d`);
  return new Map([...rows].map(({ id, kind, value, name }) => [id, { kind, value, name }]));
}
