import { sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';

/** Days of usage that a change of prices is held against. */
export const recentDays = 30;

/** What was spent on a model lately, by the names that usage has for provider and model. */
export interface RecentSpend {
  readonly provider: string;
  readonly model: string;
  readonly costNanoUsd: bigint;
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

interface SpendRow extends Record<string, unknown> {
  readonly provider: string;
  readonly model: string;
  readonly cost: bigint;
  readonly input: bigint;
  readonly cache_read: bigint;
  readonly cache_write: bigint;
  readonly output: bigint;
}

/** Cost and tokens of each model in the last 30 days, from the hourly sums. */
export async function readRecentSpend({ tx, tenantId, now }: OperationContext): Promise<readonly RecentSpend[]> {
  const from = new Date(now.getTime() - recentDays * 86_400_000).toISOString();
  const rows = await tx.execute<SpendRow>(sql`
    select p.value as provider, m.value as model, sum(h.cost_nano_usd)::int8 as cost, sum(h.input_tokens)::int8 as input,
      sum(h.cache_read_tokens)::int8 as cache_read, sum(h.cache_write_tokens)::int8 as cache_write, sum(h.output_tokens)::int8 as output
    from usage_hour h
    join usage_dimension p on p.tenant_id = h.tenant_id and p.id = h.provider_dim
    join usage_dimension m on m.tenant_id = h.tenant_id and m.id = h.model_dim
    where h.tenant_id = ${tenantId} and h.hour_at >= ${from}::timestamptz group by 1, 2`);
  return [...rows].map((row) => ({
    ...{ provider: row.provider, model: row.model, costNanoUsd: BigInt(row.cost), input: Number(row.input) },
    ...{ cacheRead: Number(row.cache_read), cacheWrite: Number(row.cache_write), output: Number(row.output) },
  }));
}
