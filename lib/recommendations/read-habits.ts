import { sql } from 'drizzle-orm';
import type { TenantReading } from '#lib/command/context.ts';
import { inputTokensSql, isTextSql, pricedSql } from './read-traffic.ts';
import type { KeyHabit } from './reading.ts';

/** Keys and models read at most, the dearest first. */
const habitsMax = 500;

interface HabitRow extends Record<string, unknown> {
  readonly key: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly calls: bigint;
  readonly streamed: bigint;
  readonly cost: bigint;
  readonly days: number;
  readonly busiest: bigint;
  readonly shortest: bigint;
  readonly close: bigint;
  readonly input: bigint;
  readonly cache_read: bigint;
}

/** How each key uses each model: when, how long its requests are, and how soon they follow each other. */
export async function readHabits({ tx, tenantId }: Pick<TenantReading, 'tx' | 'tenantId'>, from: Date, to: Date): Promise<KeyHabit[]> {
  const rows = await tx.execute<HabitRow>(sql`
    with c as (
      select e.key_dim, e.provider_dim, e.model_dim, e.streamed, e.cost_nano_usd, ${inputTokensSql} as tokens, coalesce(e.cache_read_tokens, 0) as cache_read,
        date_trunc('day', e.occurred_at at time zone 'UTC') as day, extract(hour from e.occurred_at at time zone 'UTC')::integer as hour,
        coalesce(e.occurred_at - lag(e.occurred_at) over (partition by e.key_dim, e.model_dim order by e.occurred_at) < interval '5 minutes', false) as is_close
      from usage_event e
      where e.tenant_id = ${tenantId} and e.occurred_at >= ${from.toISOString()}::timestamptz and e.occurred_at < ${to.toISOString()}::timestamptz
        and e.key_dim <> 0 and e.status = 'succeeded' and e.cache_state is distinct from 'hit' and ${isTextSql} and ${pricedSql}
    ), hours as (
      select key_dim, provider_dim, model_dim, hour, count(*) as calls, row_number() over (partition by key_dim, provider_dim, model_dim order by count(*) desc) as place
      from c group by 1, 2, 3, 4
    ), g as (
      select key_dim, provider_dim, model_dim, count(*) as calls, count(*) filter (where streamed) as streamed, sum(cost_nano_usd)::int8 as cost,
        count(distinct day)::integer as days, percentile_disc(0.05) within group (order by tokens) as shortest,
        count(*) filter (where is_close) as close, sum(tokens)::int8 as input, sum(cache_read)::int8 as cache_read
      from c group by 1, 2, 3 order by cost desc limit ${habitsMax}
    )
    select g.*, k.value as key, p.value as provider, m.value as model,
      (select sum(h.calls) from hours h where h.key_dim = g.key_dim and h.provider_dim = g.provider_dim and h.model_dim = g.model_dim and h.place <= 3)::int8 as busiest
    from g
    left join usage_dimension k on k.tenant_id = ${tenantId} and k.id = g.key_dim
    left join usage_dimension p on p.tenant_id = ${tenantId} and p.id = g.provider_dim
    left join usage_dimension m on m.tenant_id = ${tenantId} and m.id = g.model_dim`);
  return [...rows].map((row) => ({
    ...{ keyId: row.key ?? '', provider: row.provider ?? '', model: row.model ?? '' },
    ...{ calls: Number(row.calls), streamed: Number(row.streamed), cost: BigInt(row.cost), days: row.days },
    ...{ inBusiestHours: Number(row.busiest), shortestInput: Number(row.shortest), close: Number(row.close) },
    ...{ inputTokens: Number(row.input), cacheReadTokens: Number(row.cache_read) },
  }));
}
