import { sql } from 'drizzle-orm';
import { readCacheSettings } from '#lib/cache/read-cache-settings.ts';
import type { TenantReading } from '#lib/command/context.ts';
import { inputTokensSql, isTextSql, pricedSql } from './read-traffic.ts';
import type { CacheReading } from './reading.ts';

/** Shorter requests are equally long by accident too often to say anything. */
const tokensMin = 32;

interface AskedRow extends Record<string, unknown> {
  readonly asked: bigint;
  readonly answered: bigint;
}

interface RepeatRow extends Record<string, unknown> {
  readonly calls: bigint;
  readonly cost: bigint;
  readonly likely_cost: bigint;
}

/**
 * Counts what the cache did, and what calls that did not ask it look like: those with the same key, model, kind of work and
 * number of input tokens within an hour. How many of these are so by accident is told by how often the four neighbouring numbers
 * of tokens occur: where all numbers are as frequent, equal ones mean nothing.
 */
export async function readCache({ tx, tenantId }: Pick<TenantReading, 'tx' | 'tenantId'>, from: Date, to: Date): Promise<CacheReading> {
  const { mode, isolation, ttl_seconds: ttlSeconds } = await readCacheSettings(tx, tenantId);
  const within = sql`e.tenant_id = ${tenantId} and e.occurred_at >= ${from.toISOString()}::timestamptz and e.occurred_at < ${to.toISOString()}::timestamptz`;
  const [used] = await tx.execute<AskedRow>(sql`
    select count(*) filter (where e.cache_state in ('hit', 'similar', 'miss')) as asked,
      count(*) filter (where e.cache_state in ('hit', 'similar')) as answered
    from usage_event e where ${within} and e.cache_state is not null`);
  const [repeated] = await tx.execute<RepeatRow>(sql`
    with alike as (
      select e.key_dim, e.requested_model_dim, e.task_type, date_trunc('hour', e.occurred_at) as hour, ${inputTokensSql} as tokens,
        count(*) as calls, sum(e.cost_nano_usd) as cost
      from usage_event e
      where ${within} and ${isTextSql} and ${pricedSql} and e.status = 'succeeded' and e.cache_state is null and ${inputTokensSql} >= ${tokensMin}
      group by 1, 2, 3, 4, 5
    ), placed as (
      select calls, cost, (sum(calls) over (partition by key_dim, requested_model_dim, task_type, hour order by tokens
        range between 2 preceding and 2 following) - calls) / 4.0 as usual from alike
    )
    select coalesce(sum(calls - 1), 0)::int8 as calls, coalesce(sum(cost * (calls - 1) / calls), 0)::int8 as cost,
      coalesce(sum(cost * greatest(0, calls - greatest(1, usual)) / calls), 0)::int8 as likely_cost
    from placed where calls > 1`);
  return {
    ...{ mode, isolation, ttlSeconds },
    ...{ asked: Number(used?.asked ?? 0n), answered: Number(used?.answered ?? 0n) },
    repeats: {
      calls: Number(repeated?.calls ?? 0n),
      cost: BigInt(repeated?.cost ?? 0n),
      likelyCost: BigInt(repeated?.likely_cost ?? 0n),
    },
  };
}
