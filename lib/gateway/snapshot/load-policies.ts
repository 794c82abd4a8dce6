import { sql } from 'drizzle-orm';
import type { TenantTransaction } from '#db/tenant.ts';
import { heldRoles } from '#lib/command/held-roles.ts';
import { policyWindowFields } from '#lib/contracts/policy-names.ts';
import { fromPublicId } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import { readPlaceChains } from '#lib/organization/read-place-chains.ts';
import type { PolicySource } from '#lib/policies/engine/compiled-policy.ts';
import { fieldsOf } from '#lib/policies/engine/fields-of.ts';
import { PolicySet } from '#lib/policies/engine/policy-set.ts';
import { readPolicySources } from '#lib/policies/read-policy-sources.ts';
import type { TenantPolicies } from '../policies/tenant-policies.ts';
import { type ReadSum, UsageWindows, windowStarts } from '../policies/usage-windows.ts';
import { readRegions } from './read-regions.ts';

/** How old figures of usage may be before they are read again. */
export const policyUsageMs = 20_000;

/** Ids of all roles that a policy names, in a condition or an exception. */
function namedRoles(sources: readonly PolicySource[]): string[] {
  const ids = new Set<string>();
  for (const { definition } of sources) {
    if (definition === null) continue;
    const { conditions } = definition.rules;
    const isAsked = conditions.some((one) => fieldsOf(one).includes('roles'));
    const texts = [...definition.exceptions.roles, ...(isAsked ? (JSON.stringify(conditions).match(/role_[0-9a-z]{26}/g) ?? []) : [])];
    for (const text of texts) {
      const id = fromPublicId('role', text);
      if (id !== undefined) ids.add(id);
    }
  }
  return [...ids];
}

/** Which of these roles each person holds, wherever he holds them. */
async function readRoles(
  tx: TenantTransaction,
  tenantId: string,
  roleIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const held = new Map<string, string[]>();
  if (roleIds.length === 0) return held;
  const named = sql.join(
    roleIds.map((id) => sql`${id}::uuid`),
    sql`, `,
  );
  // Once, however often a person holds it: of his own, by groups, or as the lead of teams.
  const rows = await tx.execute<{ user_id: string; role_id: string }>(sql`
    select user_id, role_id from ${heldRoles(tenantId)} held where role_id in (${named})
    union
    select m.user_id, r.id from membership m join role r on r.tenant_id = m.tenant_id and r.name = 'team_lead'
    where m.tenant_id = ${tenantId} and m.team_role = 'lead' and r.id in (${named})`);
  for (const { user_id: userId, role_id: roleId } of rows) held.set(userId, [...(held.get(userId) ?? []), roleId]);
  return held;
}

interface SumRow extends Record<string, unknown> {
  readonly kind: 'user' | 'team' | 'key';
  readonly value: string;
  readonly is_daily: boolean;
  readonly cost: number;
  readonly requests: number;
  readonly tokens: number;
}

/** What everybody used today and this month, as far as it is posted. */
async function readUsage(tx: TenantTransaction, tenantId: string, nowMs: number): Promise<UsageWindows> {
  const starts = windowStarts(nowMs);
  const rows = await tx.execute<SumRow>(sql`
    with spent as (
      select user_dim, team_dim, key_dim, hour_at >= ${new Date(starts.daily).toISOString()}::timestamptz as is_daily,
        sum(cost_nano_usd)::float8 as cost, sum(requests)::float8 as requests,
        sum(input_tokens + output_tokens)::float8 as tokens
      from usage_hour where tenant_id = ${tenantId} and hour_at >= ${new Date(starts.monthly).toISOString()}::timestamptz
      group by 1, 2, 3, 4
    ), by_owner as (
      select user_dim, team_dim, key_dim, is_daily,
        sum(cost) as cost, sum(requests) as requests, sum(tokens) as tokens
      from spent group by grouping sets ((user_dim, is_daily), (team_dim, is_daily), (key_dim, is_daily))
    )
    select d.kind, d.value, o.is_daily, o.cost, o.requests, o.tokens from by_owner o
    join usage_dimension d on d.tenant_id = ${tenantId} and d.id = coalesce(o.user_dim, o.team_dim, o.key_dim)`);
  const sums = new Map<string, ReadSum>();
  const add = (sum: ReadSum) => {
    const key = `${sum.window} ${sum.owner}`;
    const known = sums.get(key) ?? { cost: 0, requests: 0, tokens: 0 };
    sums.set(key, { ...sum, cost: sum.cost + known.cost, requests: sum.requests + known.requests, tokens: sum.tokens + known.tokens });
  };
  for (const { kind, value, is_daily: isDaily, cost, requests, tokens } of rows) {
    const used = { owner: `${kind} ${value}`, cost, requests, tokens };
    // What was used today was used this month, too.
    add({ ...used, window: 'monthly' });
    if (isDaily) add({ ...used, window: 'daily' });
  }
  return new UsageWindows([...sums.values()], nowMs);
}

/** The policies of a tenant that are in force or watch; null where there are none, and then nothing else is read. */
export async function loadPolicies(tx: TenantTransaction, tenantId: string, logger: Logger, nowMs: number): Promise<TenantPolicies | null> {
  const sources = await readPolicySources(tx, tenantId, logger);
  if (sources.length === 0) return null;
  const set = new PolicySet(sources);
  const regions = await readRegions(tx, tenantId);
  const roles = await readRoles(tx, tenantId, namedRoles(sources));
  const chains = await readPlaceChains(tx, tenantId);
  const needsUsage = policyWindowFields.some(({ name }) => set.fields.has(name));
  return {
    set,
    usage: needsUsage ? await readUsage(tx, tenantId, nowMs) : null,
    chainsOf: (teamId, departmentId) => chains.of(teamId, departmentId),
    rolesOf: (userId) => (userId === null ? noRoles : (roles.get(userId) ?? noRoles)),
    regionOf: (connectionId) => regions.get(connectionId) ?? null,
  };
}

const noRoles: readonly string[] = [];
