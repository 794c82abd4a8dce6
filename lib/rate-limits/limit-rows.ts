import { and, eq, type SQL, sql } from 'drizzle-orm';
import {
  connection,
  department,
  rateLimit,
  rateTier,
  role,
  type StoredTierLimit,
  team,
  userAccount,
  virtualKey,
} from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { LimitRule, LimitScopeKind, RateLimit } from '#lib/contracts/rate-limit-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { fromCounted } from './micro.ts';

/** A limit of the tier as callers see it. */
export const toRule = ({ metric, window, limit, burst }: StoredTierLimit): LimitRule => ({
  metric,
  window,
  limit: fromCounted(metric, limit),
  burst: burst === null ? null : fromCounted(metric, burst),
});

/** The id of an entity a limit is for; null where it is for another kind of thing. A target's value may have a model behind the id. */
const entityOf = (kind: LimitScopeKind): SQL<string | null> =>
  sql`case when ${rateLimit.scopeKind} = ${sql.raw(`'${kind}'`)} then split_part(${rateLimit.scopeValue}, ' ', 1)::uuid end`;

/** What a limit is for, by the name it has now; null for the organization and for what is gone. */
export const scopeName: SQL<string | null> = sql`case ${rateLimit.scopeKind} when 'department' then ${department.name}
  when 'team' then ${team.name} when 'user' then coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})
  when 'role' then ${role.title} when 'key' then ${virtualKey.name} when 'model' then ${rateLimit.scopeValue}
  when 'target' then ${connection.name} || coalesce('/' || nullif(substr(${rateLimit.scopeValue}, 38), ''), '') end`;

export interface LimitQuery {
  readonly where: SQL | undefined;
  readonly orderBy: SQL;
  readonly limit: number;
}

/** Limits as callers see them. */
export async function readLimits({ tx, tenantId }: OperationContext, options: LimitQuery): Promise<RateLimit[]> {
  const rows = await tx
    .select({
      row: rateLimit,
      scopeName,
      tierName: rateTier.name,
      tierLimits: rateTier.limits,
    })
    .from(rateLimit)
    .leftJoin(rateTier, and(eq(rateTier.tenantId, rateLimit.tenantId), eq(rateTier.id, rateLimit.tierId)))
    .leftJoin(department, and(eq(department.tenantId, rateLimit.tenantId), eq(department.id, entityOf('department'))))
    .leftJoin(team, and(eq(team.tenantId, rateLimit.tenantId), eq(team.id, entityOf('team'))))
    .leftJoin(userAccount, and(eq(userAccount.tenantId, rateLimit.tenantId), eq(userAccount.id, entityOf('user'))))
    .leftJoin(role, and(eq(role.tenantId, rateLimit.tenantId), eq(role.id, entityOf('role'))))
    .leftJoin(virtualKey, and(eq(virtualKey.tenantId, rateLimit.tenantId), eq(virtualKey.id, entityOf('key'))))
    .leftJoin(connection, and(eq(connection.tenantId, rateLimit.tenantId), eq(connection.id, entityOf('target'))))
    .where(and(eq(rateLimit.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  return rows.map(toLimit);
}

export async function readLimit(ctx: OperationContext, id: string): Promise<RateLimit> {
  const [found] = await readLimits(ctx, { where: eq(rateLimit.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}

interface LimitRow {
  readonly row: typeof rateLimit.$inferSelect;
  readonly scopeName: string | null;
  readonly tierName: string | null;
  readonly tierLimits: readonly StoredTierLimit[] | null;
}

function ownRules({ metric, limitWindow, limitAmount, burst }: typeof rateLimit.$inferSelect): StoredTierLimit[] {
  return metric === null || limitAmount === null ? [] : [{ metric, window: limitWindow, limit: limitAmount, burst }];
}

function toLimit({ row, scopeName: name, tierName, tierLimits }: LimitRow): RateLimit {
  const { scopeKind: kind, scopeValue: value } = row;
  const idOf = (wanted: LimitScopeKind) => (kind === wanted ? value.slice(0, 36) : null);
  const modelOfTarget = kind === 'target' ? value.slice(37) : '';
  return {
    id: row.id,
    name: row.name,
    scope: {
      kind,
      department_id: idOf('department'),
      team_id: idOf('team'),
      user_id: idOf('user'),
      role_id: idOf('role'),
      key_id: idOf('key'),
      connection_id: idOf('target'),
      model: kind === 'model' ? value : modelOfTarget === '' ? null : modelOfTarget,
      name,
    },
    per: row.per,
    tier_id: row.tierId,
    tier_name: tierName,
    limits: (tierLimits ?? ownRules(row)).map(toRule),
    status: row.status,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    version: row.version,
  };
}
