import { type SQL, sql } from 'drizzle-orm';
import type { rerate } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { matchesPattern } from '#lib/catalog/model-pattern.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { sharesFromText } from '#lib/cost-centers/shares-text.ts';
import type { CostShare } from '#lib/cost-centers/split-amount.ts';
import { usageWith } from '#lib/usage/call-billing.ts';
import { bookedOf } from '#lib/usage/call-routing.ts';
import type { CallRouting } from '#lib/usage/usage-event.ts';
import type { CostedCall } from './repricer.ts';

export type RerateRow = typeof rerate.$inferSelect;

/** A budget that a call was charged to. */
export interface CallBudget {
  readonly budgetId: string;
  /** The cost center whose share it was charged; undefined for budgets that pay whole calls. */
  readonly costCenterId: string | undefined;
}

/** A call with what its correction touches: the hourly sum it is in, and the budgets it was charged to. */
export interface RerateCall extends CostedCall {
  readonly id: string;
  readonly departmentDim: number;
  readonly teamDim: number;
  readonly userDim: number;
  readonly keyDim: number;
  readonly connectionDim: number;
  readonly providerDim: number;
  readonly modelDim: number;
  readonly projectDim: number;
  readonly environmentDim: number;
  readonly costCentersDim: number;
  readonly budgets: readonly CallBudget[];
  /** Who bears it; empty for nobody in particular. */
  readonly costShares: readonly CostShare[];
  /** Of an undoing: what is taken back, and what the call is priced by again. */
  readonly takenBack: { readonly nanoUsd: bigint; readonly priceId: string | null } | null;
}

interface SliceRow extends Record<string, unknown> {
  readonly id: string;
  readonly department_dim: number;
  readonly team_dim: number;
  readonly user_dim: number;
  readonly key_dim: number;
  readonly connection_dim: number;
  readonly provider_dim: number;
  readonly model_dim: number;
  readonly project_dim: number;
  readonly environment_dim: number;
  readonly cost_centers_dim: number;
  readonly provider: string | null;
  readonly model: string | null;
  readonly budgets: string | null;
  readonly cost_centers: string | null;
  readonly usage_source: string;
  readonly cost_state: string;
  readonly input_tokens: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly output_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly billing: unknown;
  readonly routing: CallRouting | null;
  readonly cost: bigint;
  readonly price_id: string | null;
  readonly undone: bigint | null;
  readonly former_price_id: string | null;
}

/** Which ids of providers, models and teams a re-rating is about; null for all. Found once a run. */
export interface RerateFilter {
  readonly providers: readonly number[] | null;
  readonly models: readonly number[] | null;
  readonly teams: readonly number[] | null;
}

interface NamedDim extends Record<string, unknown> {
  readonly id: number;
  readonly value: string;
}

export async function readFilter(tx: TenantTransaction, { tenantId, provider, model, teamId }: RerateRow): Promise<RerateFilter> {
  const dims = async (kind: string, matches: (value: string) => boolean): Promise<readonly number[]> => {
    const rows = await tx.execute<NamedDim>(sql`select id, value from usage_dimension where tenant_id = ${tenantId} and kind = ${kind}`);
    return [...rows].filter(({ value }) => matches(value)).map(({ id }) => id);
  };
  return {
    providers: provider === null ? null : await dims('provider', (value) => value === provider),
    models: model === null ? null : await dims('model', (value) => matchesPattern(model, value)),
    teams: teamId === null ? null : await dims('team', (value) => value === teamId),
  };
}

const isOneOf = (column: string, ids: readonly number[] | null): SQL =>
  ids === null ? sql`true` : sql`${sql.raw(column)} = any(${`{${ids.join(',')}}`}::int4[])`;

/** The price behind the call's latest correction but those of one re-rating; the call's own where it has none. */
const priceBefore = (excluded: string | null): SQL => sql`coalesce((select c.price_version_id from usage_correction c
  where c.tenant_id = e.tenant_id and c.occurred_at = e.occurred_at and c.event_id = e.id and c.rerate_id is distinct from ${excluded}::uuid
  order by c.created_at desc, c.rerate_id desc limit 1), e.price_version_id)`;

/** The next calls after the cursor in the order of time, with what they cost now. Answers kept and told again cost nothing at any price. */
export async function readSlice(tx: TenantTransaction, row: RerateRow, filter: RerateFilter, limit: number): Promise<RerateCall[]> {
  const { tenantId, fromAt, toAt, afterAt, afterId, undoOfId } = row;
  const from = (afterAt ?? fromAt).toISOString();
  const after = afterId ?? '00000000-0000-0000-0000-000000000000';
  const undone = sql`(select c.amount_nano_usd from usage_correction c where c.tenant_id = e.tenant_id and c.occurred_at = e.occurred_at
    and c.event_id = e.id and c.rerate_id = ${undoOfId}::uuid)`;
  const wanted =
    undoOfId === null
      ? sql`e.cost_state in ('priced', 'zero', 'unpriced') and e.usage_source <> 'none'
          and (e.cache_state is null or e.cache_state not in ('hit', 'similar', 'replay'))`
      : sql`exists ${undone}`;
  const rows = await tx.execute<SliceRow>(sql`
    select e.id, e.department_dim, e.team_dim, e.user_dim, e.key_dim, e.connection_dim, e.provider_dim, e.model_dim,
      e.project_dim, e.environment_dim, e.cost_centers_dim, p.value as provider,
      m.value as model, b.value as budgets, s.value as cost_centers, e.usage_source, e.cost_state, e.input_tokens, e.cache_read_tokens, e.cache_write_tokens,
      e.output_tokens, e.reasoning_tokens, e.billing, e.routing, ${priceBefore(null)} as price_id,
      (e.cost_nano_usd + coalesce((select sum(c.amount_nano_usd) from usage_correction c
        where c.tenant_id = e.tenant_id and c.occurred_at = e.occurred_at and c.event_id = e.id), 0))::int8 as cost,
      ${undoOfId === null ? sql`null::int8` : undone} as undone, ${undoOfId === null ? sql`null::uuid` : priceBefore(undoOfId)} as former_price_id
    from usage_event e
    left join usage_dimension p on p.tenant_id = e.tenant_id and p.id = e.provider_dim
    left join usage_dimension m on m.tenant_id = e.tenant_id and m.id = e.model_dim
    left join usage_dimension b on b.tenant_id = e.tenant_id and b.id = e.budgets_dim
    left join usage_dimension s on s.tenant_id = e.tenant_id and s.id = e.cost_centers_dim
    where e.tenant_id = ${tenantId} and e.occurred_at >= ${from}::timestamptz and e.occurred_at < ${toAt.toISOString()}::timestamptz
      and (e.occurred_at, e.id) > (${from}::timestamptz, ${after}::uuid)
      and ${isOneOf('e.provider_dim', filter.providers)} and ${isOneOf('e.model_dim', filter.models)} and ${isOneOf('e.team_dim', filter.teams)}
      and ${wanted}
    order by e.occurred_at, e.id limit ${limit}`);
  return [...rows].map(toCall);
}

/** Budgets as usage rows name them: by their ids, one of a cost center with `:` and the center. */
const budgetsIn = (text: string): CallBudget[] =>
  text === ''
    ? []
    : text.split(',').map((name) => {
        const [budgetId = '', costCenterId] = name.split(':');
        return { budgetId, costCenterId };
      });

const toCall = (row: SliceRow): RerateCall => ({
  ...{ id: row.id, departmentDim: row.department_dim, teamDim: row.team_dim, userDim: row.user_dim, keyDim: row.key_dim },
  ...{ connectionDim: row.connection_dim, providerDim: row.provider_dim, modelDim: row.model_dim },
  ...{ projectDim: row.project_dim, environmentDim: row.environment_dim, costCentersDim: row.cost_centers_dim },
  ...{ provider: row.provider, model: row.model, atMs: uuidTimeMs(row.id) },
  ...{ budgets: budgetsIn(row.budgets ?? ''), costShares: sharesFromText(row.cost_centers ?? '') },
  usage: usageWith(
    {
      ...{ input: row.input_tokens, cacheRead: row.cache_read_tokens, cacheWrite: row.cache_write_tokens },
      ...{ output: row.output_tokens, reasoning: row.reasoning_tokens },
    },
    row.billing,
  ),
  bookedNanoUsd: bookedOf(row.routing),
  ...{ isPresumed: row.usage_source === 'presumed', isUnpriced: row.cost_state === 'unpriced' },
  ...{ costNanoUsd: BigInt(row.cost), priceId: row.price_id },
  takenBack: row.undone === null ? null : { nanoUsd: BigInt(row.undone), priceId: row.former_price_id },
});
