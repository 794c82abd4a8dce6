import { sql } from 'drizzle-orm';
import { priceOfServed, readServedModels } from '#lib/catalog/served-models.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { unpricedModelList } from '#lib/contracts/price-versions.ts';

const dayMs = 86_400_000;

interface UnpricedRow extends Record<string, unknown> {
  readonly provider: string;
  readonly model: string;
  readonly calls: bigint;
  readonly input: bigint;
  readonly output: bigint;
  readonly cost: bigint;
  readonly last: string;
}

export const listUnpricedModels = defineQuery(unpricedModelList, async (ctx, { days }) => {
  const { tx, tenantId, now } = ctx;
  const from = new Date(now.getTime() - days * dayMs).toISOString();
  const rows = await tx.execute<UnpricedRow>(sql`
    select p.value as provider, m.value as model, count(*)::int8 as calls, coalesce(sum(e.input_tokens), 0)::int8 as input,
      coalesce(sum(e.output_tokens), 0)::int8 as output, sum(e.cost_nano_usd)::int8 as cost, max(e.occurred_at)::text as last
    from usage_event e
    join usage_dimension p on p.tenant_id = e.tenant_id and p.id = e.provider_dim
    join usage_dimension m on m.tenant_id = e.tenant_id and m.id = e.model_dim
    where e.tenant_id = ${tenantId} and e.occurred_at >= ${from}::timestamptz and e.cost_state = 'unpriced'
    group by 1, 2 order by 3 desc, 1, 2 limit 100`);
  const served = await readServedModels(ctx);
  return {
    data: [...rows].map((row) => {
      const facts = ctx.runtime.providers.find(({ name }) => name === row.provider);
      return {
        ...{ provider: row.provider, model: row.model, calls: Number(row.calls), input_tokens: Number(row.input) },
        ...{ output_tokens: Number(row.output), cost_usd: BigInt(row.cost), last_called_at: new Date(row.last) },
        has_price: facts !== undefined && priceOfServed(served, facts, row.model) !== undefined,
      };
    }),
  };
});
