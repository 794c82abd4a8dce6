import { sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { rateLimitEffective } from '#lib/contracts/rate-limits.ts';
import { readScopedLimits } from './engine/load-rate-limits.ts';
import { type LimitedPrincipal, TenantRateLimits } from './engine/tenant-rate-limits.ts';
import { fromCounted } from './micro.ts';
import { readUse } from './read-use.ts';

type Input = InputOf<typeof rateLimitEffective>;

interface PrincipalRow extends Record<string, unknown> {
  readonly user_id: string | null;
  readonly team_id: string | null;
  readonly department_id: string | null;
}

/** A key, a person or a team as calls of it are charged; what is not known of it limits nothing. */
async function principalOf({ tx, tenantId }: OperationContext, { key_id, user_id, team_id }: Input): Promise<LimitedPrincipal> {
  const key = key_id ?? null;
  const [row] = await tx.execute<PrincipalRow>(sql`
    with recursive subject as (
      select k.user_id, case when k.kind <> 'personal' or m.id is not null then k.team_id end as team_id
      from virtual_key k left join membership m on m.tenant_id = k.tenant_id and m.team_id = k.team_id and m.user_id = k.user_id
      where k.tenant_id = ${tenantId} and k.id = ${key}::uuid
      union all select ${user_id ?? null}::uuid, ${team_id ?? null}::uuid where ${key}::uuid is null
    ), path as (
      select t.id, t.parent_id, t.department_id, 0 as depth from team t
      where t.tenant_id = ${tenantId} and t.id = (select team_id from subject)
      union all
      select t.id, t.parent_id, t.department_id, path.depth + 1 from path join team t on t.tenant_id = ${tenantId} and t.id = path.parent_id
      where path.department_id is null and path.depth < 32
    )
    select user_id, team_id, (select department_id from path where department_id is not null limit 1) as department_id from subject`);
  return { userId: row?.user_id ?? null, teamId: row?.team_id ?? null, departmentId: row?.department_id ?? null, keyId: key ?? '' };
}

/** What calls meet, from the very plan that the gateway compiles. */
export const listEffectiveLimits = defineQuery(rateLimitEffective, async (ctx, input) => {
  const limits = new TenantRateLimits(ctx.tenantId, await readScopedLimits(ctx.tx, ctx.tenantId), 'open');
  const target = { connectionId: input.connection_id ?? '', model: input.model ?? '' };
  const { gauges } = limits.planOf(await principalOf(ctx, input), target);
  const used = await readUse(ctx, gauges);
  const data = gauges.map(({ rule, metric, windowMs, limit, isBurst }, index) => {
    const counted = used[index] ?? null;
    return {
      ...{ rate_limit_id: rule.limitId, name: rule.name, scope: rule.scope, metric, window: rule.window },
      ...{ window_seconds: Math.round(windowMs / 1000), limit: fromCounted(metric, limit), is_burst: isBurst },
      used: counted === null ? null : fromCounted(metric, counted),
    };
  });
  return { data };
});
