import { sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import type { ChargeOrigin } from './charge-lines.ts';

/** What was booked after calls had been charged: their re-rating, or money that a person booked. */
export interface BookedChange {
  readonly kind: 'rerate' | 'credit' | 'adjust';
  /** Null for money that no call is behind. */
  readonly origin: ChargeDims | null;
  /** Whom such money is about and who bears it; null for re-ratings. */
  readonly about: AdjustedFor | null;
  readonly picoUsd: bigint;
  /** The day that it is about. */
  readonly chargedMs: number;
  /** The month of that day was over when it was booked: the bill of the month of booking corrects it. */
  readonly isCorrection: boolean;
  readonly description: string;
}

/** As it was fixed when an adjustment was booked. */
interface AdjustedFor {
  /** UUID. */
  readonly teamId: string | null;
  readonly teamName: string | null;
  readonly project: string | null;
  /** As `sharesToText` writes them. */
  readonly costShares: string | null;
}

/** The int4 ids of a charge's origin. */
export interface ChargeDims extends Omit<ChargeOrigin, 'provider' | 'model'> {
  readonly providerDim: number;
  readonly modelDim: number;
}

interface ChangeRow extends Record<string, unknown> {
  readonly kind: BookedChange['kind'];
  readonly provider_dim: number | null;
  readonly model_dim: number | null;
  readonly team_dim: number | null;
  readonly key_dim: number | null;
  readonly connection_dim: number | null;
  readonly project_dim: number | null;
  readonly environment_dim: number | null;
  readonly cost_centers_dim: number | null;
  readonly team_id: string | null;
  readonly team_name: string | null;
  readonly project_name: string | null;
  readonly cost_shares: string | null;
  readonly amount: bigint;
  readonly charged: string;
  readonly is_correction: boolean;
  readonly reason: string;
  readonly calls: bigint;
}

const dayMs = 86_400_000;

const words = ({ kind, calls, reason }: ChangeRow): string =>
  kind === 'rerate' ? `Re-rating of ${calls} calls: ${reason}` : `${kind === 'credit' ? 'Credit' : 'Adjustment'}: ${reason}`;

/**
 * The changes that the file of a day tells: of open months those about the day, of months that were over those booked on it.
 * So each is told once, however the days are exported. Adjustments of single budgets move no cost of the organization.
 */
export async function readBookedChanges({ tx, tenantId }: OperationContext, startMs: number): Promise<readonly BookedChange[]> {
  const from = sql`${new Date(startMs).toISOString()}::timestamptz`;
  const to = sql`${new Date(startMs + dayMs).toISOString()}::timestamptz`;
  const rows = await tx.execute<ChangeRow>(sql`
    with changes as (
      select 'rerate' as kind, c.occurred_at as charged_at, c.created_at as booked_at, c.amount_nano_usd as amount, r.reason,
        e.provider_dim, e.model_dim, e.team_dim, e.key_dim, e.connection_dim, e.project_dim, e.environment_dim, e.cost_centers_dim,
        null::uuid as team_id, null::uuid as project_id, null::text as cost_shares
      from usage_correction c join rerate r on r.tenant_id = c.tenant_id and r.id = c.rerate_id
      join usage_event e on e.tenant_id = c.tenant_id and e.occurred_at = c.occurred_at and e.id = c.event_id
      where c.tenant_id = ${tenantId} and ((c.occurred_at >= ${from} and c.occurred_at < ${to}) or (c.created_at >= ${from} and c.created_at < ${to}))
      union all
      select a.kind, a.applies_at, a.created_at, a.amount_nano_usd, a.reason, null, null, null, null, null, null, null, null,
        a.team_id, a.project_id, a.cost_shares from adjustment a
      where a.tenant_id = ${tenantId} and a.scope_kind <> 'budget'
        and ((a.applies_at >= ${from} and a.applies_at < ${to}) or (a.created_at >= ${from} and a.created_at < ${to}))
    ), placed as (
      select *, date_trunc('month', charged_at, 'UTC') <> date_trunc('month', booked_at, 'UTC') as is_correction from changes
    )
    select kind, provider_dim, model_dim, team_dim, key_dim, connection_dim, project_dim, environment_dim, cost_centers_dim, sum(amount)::int8 as amount, is_correction, reason,
      team_id, cost_shares, (select t.name from team t where t.tenant_id = ${tenantId} and t.id = placed.team_id) as team_name,
      (select p.name from project p where p.tenant_id = ${tenantId} and p.id = placed.project_id) as project_name,
      date_trunc('day', charged_at, 'UTC')::text as charged, count(*)::int8 as calls
    from placed where case when is_correction then booked_at else charged_at end >= ${from}
      and case when is_correction then booked_at else charged_at end < ${to}
    group by kind, provider_dim, model_dim, team_dim, key_dim, connection_dim, project_dim, environment_dim, cost_centers_dim, team_id, project_id, cost_shares, is_correction, reason, date_trunc('day', charged_at, 'UTC')
    having sum(amount) <> 0
    order by kind, charged, provider_dim, model_dim, team_dim, key_dim, connection_dim, project_dim, environment_dim, cost_centers_dim, reason, team_id, project_id, cost_shares`);
  return [...rows].map((row) => ({
    ...{ kind: row.kind, picoUsd: BigInt(row.amount) * 1000n, chargedMs: new Date(row.charged).getTime(), isCorrection: row.is_correction },
    description: words(row),
    about:
      row.kind === 'rerate'
        ? null
        : { teamId: row.team_id, teamName: row.team_name, project: row.project_name, costShares: row.cost_shares },
    origin:
      row.provider_dim === null
        ? null
        : {
            ...{ providerDim: row.provider_dim, modelDim: row.model_dim ?? 0, teamDim: row.team_dim ?? 0 },
            ...{ keyDim: row.key_dim ?? 0, connectionDim: row.connection_dim ?? 0, projectDim: row.project_dim ?? 0 },
            ...{ environmentDim: row.environment_dim ?? 0, costCentersDim: row.cost_centers_dim ?? 0 },
          },
  }));
}
