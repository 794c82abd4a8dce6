import { type SQL, sql } from 'drizzle-orm';
import type { TenantReading } from '#lib/command/context.ts';
import { correctedCostOf } from '#lib/usage/corrected-cost.ts';
import type { TrafficGroup } from './traffic.ts';

/** Groups read at most, the dearest first: what is left out is small change. */
const groupsMax = 20_000;

interface GroupRow extends Record<string, unknown> {
  readonly day: string;
  readonly route: string | null;
  readonly requested: string | null;
  readonly connection: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly tier: number;
  readonly is_text: boolean;
  readonly of: TrafficGroup['of'];
  readonly chose_cache: boolean;
  readonly calls: bigint;
  readonly succeeded: bigint;
  readonly broken: bigint;
  readonly input: bigint;
  readonly cache_read: bigint;
  readonly cache_write: bigint;
  readonly output: bigint;
  readonly reasoning: bigint;
  readonly cost: bigint;
  readonly saved: bigint;
  readonly lost: bigint;
  readonly lost_calls: bigint;
}

/** Calls whose answers are text, so that another model could give them. */
export const isTextSql = sql`e.protocol in ('openai.chat_completions', 'openai.responses', 'anthropic.messages',
  'gemini.generate_content', 'gemini.stream_generate_content')`;

/** All tokens of the input, which choose the tier of a price. */
export const inputTokensSql = sql`(coalesce(e.input_tokens, 0)::int8 + coalesce(e.cache_read_tokens, 0) + coalesce(e.cache_write_tokens, 0))`;

/** Calls that were sent, counted and priced. */
export const pricedSql = sql`(e.cost_state in ('priced', 'zero') and e.usage_source in ('provider', 'counted'))`;

export interface TrafficSpan {
  readonly from: Date;
  readonly to: Date;
  /** Thresholds of price tiers, ascending, the first 0. */
  readonly tiers: readonly number[];
  /** Narrows the calls further; they are called `e`. */
  readonly where?: SQL;
}

const nameOf = (kind: string): SQL =>
  sql`(select d.value from usage_dimension d where d.tenant_id = ${sql.raw('g.tenant_id')} and d.id = ${sql.raw(`g.${kind}_dim`)})`;

/** The calls of a time, added up by day and by all that decides what they cost; refused ones are left out. */
export async function readTraffic({ tx, tenantId }: TenantReading, { from, to, tiers, where }: TrafficSpan): Promise<TrafficGroup[]> {
  const edges = `{${tiers.join(',')}}`;
  const rows = await tx.execute<GroupRow>(sql`
    with g as (
      select e.tenant_id, to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day, e.route_dim, e.requested_model_dim, e.connection_dim,
        e.provider_dim, e.model_dim, width_bucket(${inputTokensSql}, ${edges}::int8[]) as tier, ${isTextSql} as is_text,
        case when e.cache_state in ('hit', 'similar', 'replay') then 'kept' when ${pricedSql} then 'priced' else 'other' end as of,
        e.cache_state is not null as chose_cache,
        count(*) as calls, count(*) filter (where e.status = 'succeeded') as succeeded,
        count(*) filter (where e.status in ('failed', 'interrupted')) as broken,
        coalesce(sum(e.input_tokens), 0)::int8 as input, coalesce(sum(e.cache_read_tokens), 0)::int8 as cache_read,
        coalesce(sum(e.cache_write_tokens), 0)::int8 as cache_write, coalesce(sum(e.output_tokens), 0)::int8 as output,
        coalesce(sum(least(e.reasoning_tokens, e.output_tokens)), 0)::int8 as reasoning,
        sum(${correctedCostOf('e')})::int8 as cost, sum(e.saved_nano_usd)::int8 as saved,
        coalesce(sum(${correctedCostOf('e')}) filter (where e.status in ('failed', 'cancelled')), 0)::int8 as lost,
        count(*) filter (where e.status in ('failed', 'cancelled') and e.cost_nano_usd > 0) as lost_calls
      from usage_event e
      where e.tenant_id = ${tenantId} and e.occurred_at >= ${from.toISOString()}::timestamptz and e.occurred_at < ${to.toISOString()}::timestamptz
        and e.status <> 'refused' and ${where ?? sql`true`}
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 order by cost desc limit ${groupsMax}
    ) select g.*, ${nameOf('route')} as route, ${nameOf('requested_model')} as requested, ${nameOf('connection')} as connection,
        ${nameOf('provider')} as provider, ${nameOf('model')} as model from g`);
  return [...rows].map((row) => toGroup(row, tiers));
}

const toGroup = (row: GroupRow, tiers: readonly number[]): TrafficGroup => ({
  ...{ day: row.day, routeId: row.route, requested: row.requested ?? '', connectionId: row.connection },
  ...{ provider: row.provider ?? '', model: row.model ?? '', isText: row.is_text, of: row.of, choseCache: row.chose_cache },
  fromTokens: tiers[row.tier - 1] ?? 0,
  ...{ calls: Number(row.calls), succeeded: Number(row.succeeded), broken: Number(row.broken) },
  tokens: {
    ...{ input: Number(row.input), cacheRead: Number(row.cache_read), cacheWrite: Number(row.cache_write) },
    ...{ output: Number(row.output), reasoning: Number(row.reasoning) },
  },
  ...{ cost: BigInt(row.cost), saved: BigInt(row.saved), lost: BigInt(row.lost), lostCalls: Number(row.lost_calls) },
});
