import { type SQL, sql } from 'drizzle-orm';
import type { SpendScope, SummedKind } from './spend-scope.ts';

/** The part of `usage_day_part` that closed days keep each kind by; of environments and cost centers there is none. */
const parts: Partial<Record<SummedKind, string>> = {
  ...{ department: 'place', team: 'place', provider: 'place', model: 'place' },
  ...{ user: 'user', key: 'key', project: 'project' },
};

/** Whether closed days keep what a scope spent. */
export const isKeptByDay = (scope: SpendScope): boolean =>
  scope.of === 'everything' || (scope.of === 'dimension' && parts[scope.kind] !== undefined);

/** The part of a closed day in which something of this kind is, and of everything. */
const partOf = (kind: SummedKind | 'all'): string => (kind === 'all' ? 'total' : (parts[kind] ?? 'total'));

/** A period whose closed days are summed as days, and the time between them by hours. Its names stand in front of the statement (`with`). */
export interface KeptPeriod {
  /** `with` items: the closed days that lie in one stretch of the period each, and the gaps between them. */
  readonly items: readonly SQL[];
  readonly days: SQL;
  readonly gaps: SQL;
}

export interface PeriodBounds {
  readonly tenantId: string;
  readonly first: SQL;
  readonly last: SQL;
  /** A `timestamptz[]`. */
  readonly edges: SQL;
}

/**
 * Finds the closed days of a period within the statement that sums them, so that both see one picture: a posting into a day takes it out of the
 * closed ones, and its hours count again. The day that goes on counts as far as it is summed up.
 */
export function keptPeriod(index: number, { tenantId, first, last, edges }: PeriodBounds): KeptPeriod {
  const [days, gaps] = [sql.identifier(`kept_${index}`), sql.identifier(`gaps_${index}`)];
  return {
    days: sql`${days}`,
    gaps: sql`${gaps}`,
    items: [
      sql`${days} as materialized (select day_at, next_day_at, width_bucket(day_at, ${edges}) as stretch from usage_closed_day
        where tenant_id = ${tenantId} and day_at >= ${first} and next_day_at <= ${last}
          and width_bucket(day_at, ${edges}) = width_bucket(next_day_at - interval '1 microsecond', ${edges}))`,
      sql`${gaps} as materialized (select low, high from (
        select coalesce(lag(next_day_at) over (order by day_at), ${first}) as low, day_at as high from ${days}
        union all select coalesce(max(next_day_at), ${first}), ${last} from ${days}) as between_days where low < high)`,
    ],
  };
}

/** Rows of the closed days of a period in the part that has a kind, as `d`, with `k.stretch`. */
export const dayRows = (tenantId: string, { days }: KeptPeriod, kind: SummedKind | 'all'): SQL =>
  sql`${days} as k join usage_day_part as d on d.tenant_id = ${tenantId} and d.part = ${partOf(kind)} and d.day_at = k.day_at`;
