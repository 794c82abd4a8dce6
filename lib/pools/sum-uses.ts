import { sql } from 'drizzle-orm';
import { sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';

/** What one part of the organization used of one connection or key. */
export interface Use {
  readonly resourceId: string;
  readonly departmentId: string | null;
  readonly teamId: string | null;
  readonly name: string | null;
  readonly requests: number;
  readonly costNanoUsd: bigint;
}

interface UseRow extends Record<string, unknown> {
  readonly resource_id: string;
  readonly department_id: string | null;
  readonly team_id: string | null;
  readonly name: string | null;
  readonly requests: number;
  readonly cost: bigint;
}

const hourMs = 3_600_000;

const dimensions = { connection: sql`connection_dim`, key: sql`key_dim` } as const;

/**
 * Who used what of each connection or key in the last days, by teams, and by departments where there is no team; from the kept sums of whole
 * hours. Of those with these ids where any are named.
 */
export async function sumUses(
  { tx, tenantId, now }: OperationContext,
  days: number,
  of: keyof typeof dimensions,
  ids?: readonly string[],
): Promise<Use[]> {
  const wanted =
    ids === undefined
      ? sql`${dimensions[of]} <> 0`
      : sql`${dimensions[of]} in (select id from usage_dimension where tenant_id = ${tenantId} and kind = ${of} and value = any(${sqlUuidArray(ids)}::text[]))`;
  const from = new Date(Math.floor(now.getTime() / hourMs) * hourMs - days * 24 * hourMs);
  const rows = await tx.execute<UseRow>(sql`
    with sums as (
      select ${dimensions[of]} as resource_dim, team_dim, case when team_dim = 0 then department_dim else 0 end as department_dim,
        sum(requests)::float8 as requests, sum(cost_nano_usd)::bigint as cost
      from usage_hour where tenant_id = ${tenantId} and hour_at >= ${from.toISOString()}::timestamptz and ${wanted}
      group by 1, 2, 3
    )
    select c.value as resource_id, d.value as department_id, t.value as team_id, coalesce(team.name, department.name) as name, s.requests, s.cost
    from sums s
    join usage_dimension c on c.tenant_id = ${tenantId} and c.id = s.resource_dim
    left join usage_dimension t on t.tenant_id = ${tenantId} and t.id = s.team_dim
    left join usage_dimension d on d.tenant_id = ${tenantId} and d.id = s.department_dim
    left join team on team.tenant_id = ${tenantId} and team.id::text = t.value
    left join department on department.tenant_id = ${tenantId} and department.id::text = d.value
    order by s.cost desc, name`);
  return [...rows].map((row) => ({
    ...{ resourceId: row.resource_id, departmentId: row.department_id, teamId: row.team_id, name: row.name },
    ...{ requests: row.requests, costNanoUsd: BigInt(row.cost) },
  }));
}
