import { and, eq, inArray, sql } from 'drizzle-orm';
import { rateGauge, ratePlace } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Gauge } from './engine/gauge.ts';

/** Places of a holder that was silent for so long are nobody's; as functions/rate-limits.sql has it. */
const silentSeconds = 60;

/** How much of gauges is used now, all processes together, in their order; null where the store that counts them cannot say. */
export async function readUse(ctx: OperationContext, gauges: readonly Gauge[]): Promise<readonly (number | null)[]> {
  if (gauges.length === 0) return [];
  const { rateUse } = ctx.runtime;
  return rateUse === undefined ? readDatabaseUse(ctx, gauges) : rateUse(gauges);
}

async function readDatabaseUse({ tx, tenantId }: OperationContext, gauges: readonly Gauge[]): Promise<readonly number[]> {
  const keys = gauges.map(({ key }) => key);
  const windows = await tx
    .select({
      key: rateGauge.key,
      used: sql<number>`(select coalesce(sum(x.amount), 0)::float8 from unnest(${rateGauge.slots}, ${rateGauge.amounts}) as x (slot, amount)
        where (x.slot + 1) * ${rateGauge.slotMs} + ${rateGauge.windowMs} > extract(epoch from clock_timestamp()) * 1000)`,
    })
    .from(rateGauge)
    .where(and(eq(rateGauge.tenantId, tenantId), inArray(rateGauge.key, keys)));
  const places = await tx
    .select({ key: ratePlace.key, used: sql<number>`sum(${ratePlace.places})::float8` })
    .from(ratePlace)
    .where(
      and(
        eq(ratePlace.tenantId, tenantId),
        inArray(ratePlace.key, keys),
        sql`${ratePlace.seenAt} > clock_timestamp() - make_interval(secs => ${silentSeconds})`,
      ),
    )
    .groupBy(ratePlace.key);
  const used = new Map([...windows, ...places].map((row) => [row.key, row.used]));
  return gauges.map(({ key }) => used.get(key) ?? 0);
}
