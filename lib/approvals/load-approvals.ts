import { sql } from 'drizzle-orm';
import type { TenantTransaction } from '#db/tenant.ts';
import { type CallRule, type Granted, TenantApprovals } from './tenant-approvals.ts';

interface RuleRow extends Record<string, unknown> {
  readonly id: string;
  readonly scope_kind: CallRule['scopeKind'];
  readonly above: bigint | null;
  readonly providers: string[];
  readonly models: string[];
  readonly restricted: boolean;
  readonly member_ids: string[];
}

interface GrantRow extends Record<string, unknown> {
  readonly kind: Granted['kind'];
  readonly value: string;
  readonly holder_kind: Granted['holderKind'];
  readonly holder_ids: string[];
}

/** The rules for calls of the transaction's tenant; null where it has none, so that its calls pay one look for it. */
export async function loadApprovals(tx: TenantTransaction, tenantId: string): Promise<TenantApprovals | null> {
  const rules = await tx.execute<RuleRow>(sql`
    with recursive rules as (
      select * from approval_rule where tenant_id = ${tenantId} and kind = 'request' and enabled and archived_at is null
    ), departments as (
      select r.id as rule_id, r.scope_id as id from rules r where r.scope_kind = 'department'
      union select up.rule_id, d.id from departments up join department d on d.tenant_id = ${tenantId} and d.parent_id = up.id
    ), teams as (
      select r.id as rule_id, r.scope_id as id from rules r where r.scope_kind = 'team'
      union select up.rule_id, t.id from teams up join team t on t.tenant_id = ${tenantId} and t.parent_id = up.id
    )
    select r.id, r.scope_kind, r.above_nano_usd as above, r.providers, r.models, r.restricted,
      array(select id from departments where rule_id = r.id union all select id from teams where rule_id = r.id) as member_ids
    from rules r order by r.id`);
  if (rules.length === 0) return null;
  const grants = await tx.execute<GrantRow>(sql`
    with recursive grants as (
      select * from access_grant where tenant_id = ${tenantId} and (expires_at is null or expires_at > now())
    ), holders as (
      select g.id as grant_id, g.holder_id as id, g.holder_kind from grants g
      union select up.grant_id, t.id, up.holder_kind from holders up join team t on t.tenant_id = ${tenantId} and t.parent_id = up.id
      where up.holder_kind = 'team'
    )
    select g.kind, g.value, g.holder_kind, array(select h.id from holders h where h.grant_id = g.id) as holder_ids from grants g`);
  return new TenantApprovals([...rules].map(toRule), [...grants].map(toGranted));
}

const toRule = (row: RuleRow): CallRule => ({
  ...{ ruleId: row.id, scopeKind: row.scope_kind, memberIds: row.member_ids, aboveNanoUsd: row.above },
  ...{ providers: new Set(row.providers), models: new Set(row.models), restricted: row.restricted },
});

const toGranted = (row: GrantRow): Granted => ({
  ...{ kind: row.kind, value: row.value, holderKind: row.holder_kind, holderIds: row.holder_ids },
});
