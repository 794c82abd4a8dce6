import { type SQL, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import type { PlatformTenant } from '#lib/contracts/platform.ts';
import { ceilingOf } from '#lib/organization/tenant-limits.ts';
import { growthOf, healthOf, percentOf } from './health.ts';

/** What the operator's role reads of one tenant: its last counted day, and sums of the days before. */
interface FigureRow extends Record<string, unknown> {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: 'customer' | 'demo';
  readonly status: 'active' | 'suspended';
  readonly residency: string;
  readonly ceiling: Record<string, unknown> | null;
  readonly created_at: string;
  readonly measured_on: string | null;
  readonly people: number;
  readonly active_day: number;
  readonly active_month: number;
  readonly active_month_before: number;
  readonly returned: number;
  readonly requests: number;
  readonly requests_week: number;
  readonly requests_before: number;
  readonly recent_requests: number;
  readonly recent_failed: number;
  readonly cost: string;
  readonly saved: string;
}

/** A tenant, and the counts behind its percentages, of which those of all tenants are made. */
export interface TenantFigures {
  readonly tenant: PlatformTenant;
  readonly counts: Pick<FigureRow, 'active_month_before' | 'returned' | 'requests_before' | 'recent_requests' | 'recent_failed'>;
}

function toFigures(row: FigureRow, now: Date): TenantFigures {
  const createdAt = new Date(row.created_at);
  const errorPercent = percentOf(row.recent_failed, row.recent_requests);
  const { active_month: activeMonth, active_month_before: activeMonthBefore, requests } = row;
  const facts = {
    status: row.status,
    createdAt,
    requests,
    requestsOfWeek: row.requests_week,
    activeMonth,
    activeMonthBefore,
    errorPercent,
  };
  const tenant = {
    ...{ id: row.id, slug: row.slug, name: row.name, kind: row.kind, status: row.status, residency: row.residency },
    ...{ ceiling: ceilingOf(row.ceiling), health: healthOf(facts, now), people: row.people, active_day: row.active_day },
    ...{ active_month: activeMonth, retention_percent: percentOf(row.returned, activeMonthBefore) },
    adoption_percent: percentOf(activeMonth, row.people),
    ...{ requests, growth_percent: growthOf(requests, row.requests_before), error_percent: errorPercent },
    ...{ cost_usd: BigInt(row.cost), saved_usd: BigInt(row.saved), measured_on: row.measured_on, created_at: createdAt },
  };
  return { tenant, counts: row };
}

/** Tenants that `where` picks, with their figures as of the last counted day of each, by name. The platform's own is none of them. */
export async function readTenantFigures(
  { operator }: Pick<Databases, 'operator'>,
  now: Date,
  where: SQL = sql`true`,
): Promise<readonly TenantFigures[]> {
  const rows = await operator.execute<FigureRow>(sql`
    SELECT t.tenant_id AS id, t.slug, t.name, t.kind, t.status, t.residency, t.ceiling, t.created_at, l.day AS measured_on,
      coalesce(l.people, 0) AS people, coalesce(l.active_day, 0) AS active_day, coalesce(l.active_month, 0) AS active_month,
      coalesce(l.active_month_before, 0) AS active_month_before, coalesce(l.returned, 0) AS returned,
      coalesce(s.requests, 0)::float8 AS requests, coalesce(s.requests_week, 0)::float8 AS requests_week,
      coalesce(s.requests_before, 0)::float8 AS requests_before, coalesce(s.recent_requests, 0)::float8 AS recent_requests,
      coalesce(s.recent_failed, 0)::float8 AS recent_failed, coalesce(s.cost, 0)::text AS cost, coalesce(s.saved, 0)::text AS saved
    FROM tenant AS t
    LEFT JOIN LATERAL (SELECT * FROM tenant_day AS d WHERE d.tenant_id = t.tenant_id ORDER BY d.day DESC LIMIT 1) AS l ON true
    LEFT JOIN LATERAL (
      SELECT sum(d.requests) FILTER (WHERE d.day > l.day - 30) AS requests, sum(d.requests) FILTER (WHERE d.day > l.day - 7) AS requests_week,
        sum(d.requests) FILTER (WHERE d.day <= l.day - 30) AS requests_before,
        sum(d.requests) FILTER (WHERE d.day > l.day - 2) AS recent_requests, sum(d.failed) FILTER (WHERE d.day > l.day - 2) AS recent_failed,
        sum(d.cost_nano_usd) FILTER (WHERE d.day > l.day - 30) AS cost, sum(d.saved_nano_usd) FILTER (WHERE d.day > l.day - 30) AS saved
      FROM tenant_day AS d WHERE d.tenant_id = t.tenant_id AND d.day > l.day - 60 AND d.day <= l.day
    ) AS s ON true
    WHERE t.kind <> 'platform' AND ${where}
    ORDER BY lower(t.name), t.tenant_id`);
  return [...rows].map((row) => toFigures(row, now));
}

/** One day of one tenant, or of all. */
export interface PlatformDayRow {
  readonly day: string;
  readonly active: number;
  readonly requests: number;
  readonly failed: number;
  readonly cost_usd: bigint;
}

const daysShown = 60;

/** The last sixty counted days of the tenants that `where` picks, added up, oldest first. */
export async function readPlatformDays({ operator }: Pick<Databases, 'operator'>, where: SQL = sql`true`): Promise<PlatformDayRow[]> {
  const rows = await operator.execute<{ day: string; active: number; requests: number; failed: number; cost: string }>(sql`
    SELECT d.day, sum(d.active_day)::float8 AS active, sum(d.requests)::float8 AS requests, sum(d.failed)::float8 AS failed,
      sum(d.cost_nano_usd)::text AS cost
    FROM tenant_day AS d WHERE ${where}
    GROUP BY d.day ORDER BY d.day DESC LIMIT ${daysShown}`);
  return [...rows].reverse().map(({ cost, ...row }) => ({ ...row, cost_usd: BigInt(cost) }));
}
