import { and, count, eq, isNotNull, sql } from 'drizzle-orm';
import { anomaly, anomalyScan } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { anomalyAccuracy, anomalyList } from '#lib/contracts/anomalies.ts';
import { type AnomalyRow, anomalyPlace, toAnomaly } from './anomaly-rows.ts';

export const listAnomalies = defineQuery(anomalyList, async (ctx, input) => {
  const order = {
    key: sql`${anomaly.startedAt}`,
    type: 'time',
    id: sql`${anomaly.id}`,
    descending: input.sort === '-started_at',
    valueOf: (row: AnomalyRow) => row.startedAt.getTime(),
    idOf: (row: AnomalyRow) => row.id,
  } as const;
  const keyset = keysetOf<AnomalyRow>(input.sort, order, input.cursor);
  const rows = await ctx.tx
    .select()
    .from(anomaly)
    .where(
      and(
        eq(anomaly.tenantId, ctx.tenantId),
        ctx.visible(anomalyPlace),
        input.metric === undefined ? undefined : eq(anomaly.metric, input.metric),
        input.state === 'all' ? undefined : eq(anomaly.state, input.state),
        keyset.after,
      ),
    )
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  const page = keyset.page(rows, input.limit);
  const names = new Map<string, string | null>();
  const data = [];
  for (const row of page.data) data.push(await toAnomaly(ctx, row, names));
  return { data, next_cursor: page.next_cursor };
});

const monthHours = 30 * 24;
/** Metrics of a series that are judged side by side, each hour. */
const metricsOfSeries = 4;

export const getAccuracy = defineQuery(anomalyAccuracy, async ({ tx, tenantId }) => {
  const [scan] = await tx.select().from(anomalyScan).where(eq(anomalyScan.tenantId, tenantId));
  const [said] = await tx
    .select({ decided: count(), wrong: sql<number>`(count(*) filter (where ${anomaly.feedback} = 'false_alarm'))::int` })
    .from(anomaly)
    .where(and(eq(anomaly.tenantId, tenantId), isNotNull(anomaly.feedback)));
  const perMonth =
    scan === undefined || scan.judgedHours === 0 ? null : (scan.toldHours / scan.judgedHours) * monthHours * scan.series * metricsOfSeries;
  return {
    ...{
      scanned_to: scan?.scannedToAt ?? null,
      series: scan?.series ?? 0,
      judged_hours: scan?.judgedHours ?? 0,
      told_hours: scan?.toldHours ?? 0,
    },
    false_alarms_per_month_max: perMonth,
    ...{ decided: said?.decided ?? 0, false_alarms: said?.wrong ?? 0 },
  };
});
