import { sql } from 'drizzle-orm';
import type { Period } from '#lib/budgets/period.ts';
import { correctedCostOf } from '#lib/usage/corrected-cost.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { type ScopeDimensions, type StatementReader, withinScope } from './statement-scope.ts';
import { type UsageSum, usageKeyOf } from './usage-sum.ts';

/** What one cost center bears of what a team used of a model. */
export interface ShareSum extends UsageSum {
  /** UUID. */
  readonly costCenterId: string;
}

interface Row extends Record<string, unknown> {
  readonly team_dim: number;
  readonly provider_dim: number;
  readonly model_dim: number;
  readonly center: string;
  readonly calls: bigint;
  readonly input_tokens: bigint;
  readonly output_tokens: bigint;
  readonly amount: bigint;
}

const dayMs = 86_400_000;

/**
 * What cost centers bear of the calls that carried them, split call by call as budgets are charged, so that both agree to the
 * nano-dollar. A day is read at a time. Calls are counted for each center that bears a part of them.
 */
export async function sumShares(reader: StatementReader, scope: ScopeDimensions | null, { startMs, endMs }: Period): Promise<ShareSum[]> {
  const { tx, tenantId } = reader;
  const ofCenter = scope?.costCenterId ? sql`and split_part(pair, '=', 1) = ${scope.costCenterId}` : sql``;
  const found: Row[] = [];
  for (let from = startMs; from < endMs; from += dayMs) {
    const [low, high] = [from, Math.min(from + dayMs, endMs)].map((ms) => new Date(ms).toISOString());
    const rows = await tx.execute<Row>(sql`
      select e.team_dim, e.provider_dim, e.model_dim, split_part(pair, '=', 1) as center, count(*) as calls,
        coalesce(sum(e.input_tokens), 0)::bigint as input_tokens, coalesce(sum(e.output_tokens), 0)::bigint as output_tokens,
        sum(cost_share(${correctedCostOf('e')}, d.value, split_part(pair, '=', 1)))::bigint as amount
      from usage_event e join usage_dimension d on d.tenant_id = e.tenant_id and d.id = e.cost_centers_dim
      cross join lateral unnest(string_to_array(d.value, ',')) as pair
      where e.tenant_id = ${tenantId} and e.cost_centers_dim <> 0 and e.occurred_at >= ${low}::timestamptz and e.occurred_at < ${high}::timestamptz
        and ${withinScope(scope)} ${ofCenter}
      group by 1, 2, 3, 4`);
    found.push(...rows);
  }
  return addUp(await named(reader, found));
}

async function named(reader: StatementReader, rows: readonly Row[]): Promise<ShareSum[]> {
  const names = await nameDimensions(
    reader,
    rows.flatMap((row) => [row.team_dim, row.provider_dim, row.model_dim]),
  );
  return rows.map((row) => ({
    costCenterId: row.center,
    teamId: names.get(row.team_dim)?.value ?? null,
    teamName: names.get(row.team_dim)?.name ?? null,
    provider: names.get(row.provider_dim)?.value ?? null,
    model: names.get(row.model_dim)?.value ?? null,
    calls: Number(row.calls),
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    amountNanoUsd: BigInt(row.amount),
  }));
}

/** The days of one center, team, provider and model as one sum. */
function addUp(days: readonly ShareSum[]): ShareSum[] {
  const sums = new Map<string, ShareSum>();
  for (const day of days) {
    const key = `${day.costCenterId} ${usageKeyOf(day)}`;
    const known = sums.get(key);
    const sum = {
      calls: (known?.calls ?? 0) + day.calls,
      inputTokens: (known?.inputTokens ?? 0) + day.inputTokens,
      outputTokens: (known?.outputTokens ?? 0) + day.outputTokens,
      amountNanoUsd: (known?.amountNanoUsd ?? 0n) + day.amountNanoUsd,
    };
    sums.set(key, { ...day, ...sum });
  }
  return [...sums.values()];
}
