import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { TenantTransaction } from '#db/tenant.ts';
import { heldRoles } from '#lib/command/held-roles.ts';
import type { LimitMetric, LimitRule, LimitScope } from './gauge.ts';
import { type ScopedLimit, TenantRateLimits, type WhenStoreDown } from './tenant-rate-limits.ts';

interface LimitRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly scope_kind: LimitScope;
  readonly scope_value: string;
  readonly per: ScopedLimit['per'];
  readonly metric: LimitMetric | null;
  readonly limit_window: LimitRule['window'];
  /** float8, because int8 would come as bigint; amounts are exact in it. */
  readonly limit_amount: number | null;
  readonly burst: number | null;
  readonly tier: unknown;
  readonly member_ids: string[];
}

const tierLimits = z.array(
  z.object({
    metric: z.enum(['requests', 'tokens', 'concurrency', 'cost']),
    window: z.enum(['minute', 'hour', 'day', 'month']).nullable(),
    limit: z.number(),
    burst: z.number().nullable(),
  }),
);

/** The active limits of the transaction's tenant with what lies in their scopes, oldest first. */
export async function readScopedLimits(tx: TenantTransaction, tenantId: string): Promise<readonly ScopedLimit[]> {
  const rows = await tx.execute<LimitRow>(sql`
    with recursive active as (
      select * from rate_limit where tenant_id = ${tenantId} and status = 'active'
    ), departments as (
      select a.id as limit_id, d.id from active a join department d on d.tenant_id = ${tenantId} and d.id::text = a.scope_value
      where a.scope_kind = 'department'
      union select up.limit_id, d.id from departments up join department d on d.tenant_id = ${tenantId} and d.parent_id = up.id
    ), teams as (
      select a.id as limit_id, t.id from active a join team t on t.tenant_id = ${tenantId} and t.id::text = a.scope_value
      where a.scope_kind = 'team'
      union select up.limit_id, t.id from teams up join team t on t.tenant_id = ${tenantId} and t.parent_id = up.id
    ), holders as (
      select distinct a.id as limit_id, r.user_id as id from active a
      join ${heldRoles(tenantId)} r on r.role_id::text = a.scope_value
      where a.scope_kind = 'role'
    )
    select a.id, a.name, a.scope_kind, a.scope_value, a.per, a.metric, a.limit_window, a.limit_amount::float8 as limit_amount,
      a.burst::float8 as burst, t.limits as tier,
      array(select id from departments where limit_id = a.id union all select id from teams where limit_id = a.id
        union all select id from holders where limit_id = a.id) as member_ids
    from active a left join rate_tier t on t.tenant_id = ${tenantId} and t.id = a.tier_id
    order by a.id`);
  return [...rows].flatMap(toScopedLimits);
}

/** The limits of a tenant as calls meet them; null where it has none, so that its calls pay one look for it. */
export async function loadRateLimits(tx: TenantTransaction, tenantId: string): Promise<TenantRateLimits | null> {
  const limits = await readScopedLimits(tx, tenantId);
  if (limits.length === 0) return null;
  const [setting] = await tx.execute<{ when_store_down: WhenStoreDown }>(
    sql`select when_store_down from rate_limit_setting where tenant_id = ${tenantId}`,
  );
  return new TenantRateLimits(tenantId, limits, setting?.when_store_down ?? 'open');
}

function toScopedLimits(row: LimitRow): ScopedLimit[] {
  const own =
    row.metric === null || row.limit_amount === null
      ? tierLimits.parse(row.tier ?? [])
      : [{ metric: row.metric, window: row.limit_window, limit: row.limit_amount, burst: row.burst }];
  return own.map(({ metric, window, limit, burst }) => ({
    rule: { limitId: row.id, name: row.name, scope: row.scope_kind, metric, window, limit },
    scopeValue: row.scope_value,
    memberIds: row.member_ids,
    per: row.per,
    burst,
  }));
}
