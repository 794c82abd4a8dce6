import { type SQL, sql } from 'drizzle-orm';
import type { Period } from '#lib/budgets/period.ts';
import { correctedCost } from '#lib/usage/corrected-cost.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { type ScopeDimensions, type StatementReader, withinScope } from './statement-scope.ts';
import { sumShares } from './sum-shares.ts';
import type { UsageSum } from './usage-sum.ts';

interface SumRow extends Record<string, unknown> {
  readonly team_dim: number;
  readonly provider_dim: number;
  readonly model_dim: number;
  readonly calls: bigint;
  readonly input_tokens: bigint;
  readonly output_tokens: bigint;
  readonly cost_nano_usd: bigint;
}

const hourMs = 3_600_000;
const instantOf = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/**
 * The usage of a period by team, provider and model, in the order of their names. Whole hours come from the hourly sums; the
 * pieces of hours at the ends of a period (zones that are half an hour off UTC) are added up call by call. Exact.
 */
export async function sumUsage(reader: StatementReader, scope: ScopeDimensions | null, { startMs, endMs }: Period): Promise<UsageSum[]> {
  if (scope !== null && scope.ids.length === 0) return [];
  if (scope !== null && scope.costCenterId !== null) return (await sumShares(reader, scope, { startMs, endMs })).toSorted(byName);
  const { tx, tenantId } = reader;
  const within = sql`and ${withinScope(scope)}`;
  const low = Math.ceil(startMs / hourMs) * hourMs;
  const high = Math.max(low, Math.floor(endMs / hourMs) * hourMs);
  const edges = [
    { from: startMs, to: Math.min(low, endMs) },
    { from: high, to: endMs },
  ].filter(({ from, to }) => from < to);
  const ofEdges = edges.map(
    ({ from, to }) => sql`union all
      select team_dim, provider_dim, model_dim, count(*) as calls, coalesce(sum(input_tokens), 0) as input_tokens,
        coalesce(sum(output_tokens), 0) as output_tokens, sum(${correctedCost}) as cost_nano_usd
      from usage_event where tenant_id = ${tenantId} and occurred_at >= ${instantOf(from)} and occurred_at < ${instantOf(to)} ${within}
      group by 1, 2, 3`,
  );
  const rows = await tx.execute<SumRow>(sql`
    select team_dim, provider_dim, model_dim, sum(calls)::bigint as calls, sum(input_tokens)::bigint as input_tokens,
      sum(output_tokens)::bigint as output_tokens, sum(cost_nano_usd)::bigint as cost_nano_usd
    from (
      select team_dim, provider_dim, model_dim, sum(requests) as calls, sum(input_tokens) as input_tokens,
        sum(output_tokens) as output_tokens, sum(cost_nano_usd) as cost_nano_usd
      from usage_hour where tenant_id = ${tenantId} and hour_at >= ${instantOf(low)} and hour_at < ${instantOf(high)} ${within}
      group by 1, 2, 3 ${sql.join(ofEdges, sql` `)}
    ) as parts group by 1, 2, 3`);
  const found = [...rows];
  const names = await nameDimensions(
    reader,
    found.flatMap((row) => [row.team_dim, row.provider_dim, row.model_dim]),
  );
  return found
    .map((row) => ({
      teamId: names.get(row.team_dim)?.value ?? null,
      teamName: names.get(row.team_dim)?.name ?? null,
      provider: names.get(row.provider_dim)?.value ?? null,
      model: names.get(row.model_dim)?.value ?? null,
      calls: Number(row.calls),
      inputTokens: Number(row.input_tokens),
      outputTokens: Number(row.output_tokens),
      amountNanoUsd: BigInt(row.cost_nano_usd),
    }))
    .sort(byName);
}

const orderOf = ({ teamName, provider, model, teamId }: UsageSum): string => [teamName ?? '\uffff', provider, model, teamId].join('\n');
const byName = (one: UsageSum, other: UsageSum): number => (orderOf(one) < orderOf(other) ? -1 : 1);
