import { sql } from 'drizzle-orm';
import type { TenantReading } from '#lib/command/context.ts';
import { isTextSql, pricedSql } from './read-traffic.ts';
import type { AnswerLengths } from './reading.ts';

/** Names read at most, those with the most output first. */
const namesMax = 200;

interface LengthRow extends Record<string, unknown> {
  readonly requested: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly calls: bigint;
  readonly output: bigint;
  readonly usual: bigint;
  readonly cap: bigint;
  readonly beyond: bigint;
  readonly cut: bigint;
}

/** How long answers are for each name that callers write, and how much lies beyond a cap of twice what 95 of 100 stay below. */
export async function readLengths(
  { tx, tenantId }: Pick<TenantReading, 'tx' | 'tenantId'>,
  from: Date,
  to: Date,
): Promise<AnswerLengths[]> {
  const rows = await tx.execute<LengthRow>(sql`
    with c as (
      select e.requested_model_dim, e.provider_dim, e.model_dim, coalesce(e.output_tokens, 0) as output from usage_event e
      where e.tenant_id = ${tenantId} and e.occurred_at >= ${from.toISOString()}::timestamptz and e.occurred_at < ${to.toISOString()}::timestamptz
        and e.status = 'succeeded' and ${isTextSql} and ${pricedSql} and e.output_tokens > 0
    ), g as (
      select requested_model_dim, provider_dim, model_dim, count(*) as calls, sum(output)::int8 as output,
        percentile_disc(0.95) within group (order by output)::int8 as usual
      from c group by 1, 2, 3 order by 5 desc limit ${namesMax}
    ), capped as (select *, (ceil(usual * 2 / 100.0) * 100)::int8 as cap from g)
    select capped.*, r.value as requested, p.value as provider, m.value as model, l.beyond, l.cut
    from capped
    cross join lateral (
      select coalesce(sum(c.output - cap) filter (where c.output > cap), 0)::int8 as beyond, count(*) filter (where c.output > cap) as cut
      from c where c.requested_model_dim = capped.requested_model_dim and c.provider_dim = capped.provider_dim and c.model_dim = capped.model_dim) l
    left join usage_dimension r on r.tenant_id = ${tenantId} and r.id = requested_model_dim
    left join usage_dimension p on p.tenant_id = ${tenantId} and p.id = provider_dim
    left join usage_dimension m on m.tenant_id = ${tenantId} and m.id = model_dim`);
  return [...rows].map((row) => ({
    ...{ requested: row.requested ?? '', provider: row.provider ?? '', model: row.model ?? '' },
    ...{ calls: Number(row.calls), usual: Number(row.usual), cap: Number(row.cap), beyond: Number(row.beyond), cut: Number(row.cut) },
  }));
}
