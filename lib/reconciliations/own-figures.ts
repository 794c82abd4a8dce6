import { sql } from 'drizzle-orm';
import type { TenantReading } from '#lib/command/context.ts';
import { correctedCostOf } from '#lib/usage/corrected-cost.ts';
import type { OwnFigure } from './compare-figures.ts';
import { modelKey } from './provider-figures.ts';
import type { ReportRange } from './reports/index.ts';

interface Row extends Record<string, unknown> {
  readonly model: string | null;
  readonly calls: bigint;
  readonly cost: bigint;
  readonly tokens: bigint;
  readonly presumed_calls: bigint;
  readonly presumed_cost: bigint;
  readonly unpriced_calls: bigint;
}

const dayMs = 86_400_000;

/** What was metered at a provider, by UTC day and model; one day is read at a time, from its calls. */
export async function readOwnFigures({ tx, tenantId }: TenantReading, provider: string, { from, to }: ReportRange): Promise<OwnFigure[]> {
  const figures: OwnFigure[] = [];
  for (let start = Date.parse(from); start < Date.parse(to); start += dayMs) {
    const day = new Date(start).toISOString().slice(0, 10);
    const rows = await tx.execute<Row>(sql`
      select m.value as model, count(*) as calls, sum(${correctedCostOf('e')})::bigint as cost,
        sum(coalesce(e.input_tokens, 0) + coalesce(e.cache_read_tokens, 0) + coalesce(e.cache_write_tokens, 0) + coalesce(e.output_tokens, 0))::bigint as tokens,
        count(*) filter (where e.usage_source = 'presumed') as presumed_calls,
        coalesce(sum(${correctedCostOf('e')}) filter (where e.usage_source = 'presumed'), 0)::bigint as presumed_cost,
        count(*) filter (where e.cost_state = 'unpriced') as unpriced_calls
      from usage_event e
      join usage_dimension p on p.tenant_id = e.tenant_id and p.id = e.provider_dim and p.value = ${provider}
      left join usage_dimension m on m.tenant_id = e.tenant_id and m.id = e.model_dim
      where e.tenant_id = ${tenantId} and e.occurred_at >= ${day}::date::timestamp at time zone 'UTC'
        and e.occurred_at < (${day}::date + 1)::timestamp at time zone 'UTC' and e.attempts > 0
        and (e.cache_state is null or e.cache_state in ('miss', 'bypass'))
      group by m.value`);
    figures.push(...addUpModels(day, [...rows]));
  }
  return figures;
}

/** Models that meet under one name are one. */
function addUpModels(day: string, rows: readonly Row[]): OwnFigure[] {
  return [...Map.groupBy(rows, ({ model }) => modelKey(model ?? 'unknown'))].map(([model, same]) => {
    const sum = (pick: (row: Row) => bigint) => same.reduce((total, row) => total + BigInt(pick(row)), 0n);
    return {
      day,
      model,
      calls: Number(sum(({ calls }) => calls)),
      nanoUsd: sum(({ cost }) => cost),
      tokens: Number(sum(({ tokens }) => tokens)),
      presumedCalls: Number(sum(({ presumed_calls: calls }) => calls)),
      presumedNanoUsd: sum(({ presumed_cost: cost }) => cost),
      unpricedCalls: Number(sum(({ unpriced_calls: calls }) => calls)),
    };
  });
}
