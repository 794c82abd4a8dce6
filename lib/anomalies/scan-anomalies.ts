import { setImmediate as nextTurn } from 'node:timers/promises';
import { and, eq, gt, inArray, lt, lte, ne, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { alert, anomaly, anomalyScan, team, tenant, virtualKey } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { readAlertSettings } from '#lib/alerts/alert-settings.ts';
import { endAlert, openAlert } from '#lib/alerts/open-alert.ts';
import { wallAt } from '#lib/budgets/local-time.ts';
import type { AlertSettings } from '#lib/contracts/alerts.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import { type DimensionSeries, explainRun } from './explain-run.ts';
import { type AnomalyMetric, findRuns, type HourValue, hourMs, type Run } from './find-runs.ts';
import { type HourSeries, metricAt, readSeries } from './read-series.ts';
import { runWords } from './run-words.ts';

const tenantsAtOnce = 100;
const dayMs = 24 * hourMs;
/** What the detector learns from. */
const historyMs = 28 * dayMs;
/** What is older than this when it is found is kept, and wakes nobody. */
const freshMs = 6 * hourMs;
/** The first scan looks so far back for what to keep. */
const firstMs = 7 * dayMs;
const metrics: readonly AnomalyMetric[] = ['cost', 'requests', 'errors', 'latency'];
const order = ['tenant', 'team', 'key', 'model'] as const;

interface FoundRun extends Run {
  readonly series: HourSeries;
  readonly metric: AnomalyMetric;
}

/** All hours of a series since its first call. */
function valuesOf(series: HourSeries, metric: AnomalyMetric, toMs: number): readonly HourValue[] {
  const values: HourValue[] = [];
  for (let atMs = Math.min(...series.hours.keys()); atMs < toMs; atMs += hourMs) {
    const value = metricAt(series, metric, atMs);
    if (value !== null) values.push({ atMs, value, calls: series.hours.get(atMs)?.measured ?? 0 });
  }
  return values;
}

const overlaps = (one: Run, other: Run): boolean => one.startMs < other.endMs && other.startMs < one.endMs;

/** What is strange in the whole is told of the whole, with its parts as explanation; a part is told of where the whole is not strange. */
function withoutParts(runs: readonly FoundRun[]): readonly FoundRun[] {
  const kept: FoundRun[] = [];
  for (const kind of order) {
    const wider = kept.slice();
    for (const run of runs.filter(({ series }) => series.kind === kind))
      if (!wider.some((one) => one.metric === run.metric && overlaps(one, run))) kept.push(run);
  }
  return kept;
}

async function judge(all: readonly HourSeries[], settings: AlertSettings, wallOffsetMs: number, toMs: number) {
  const found: FoundRun[] = [];
  let [judged, told] = [0, 0];
  for (const series of all) {
    for (const metric of metrics) {
      const watch = { metric, sensitivity: settings.sensitivity, minimumImpactUsd: settings.minimum_impact_usd, wallOffsetMs };
      const { runs, judged: hours } = findRuns(valuesOf(series, metric, toMs), watch);
      judged += hours;
      told += runs.length;
      found.push(...runs.map((run) => ({ ...run, series, metric })));
    }
    // Other work of the process goes on between series.
    await nextTurn();
  }
  return { found: withoutParts(found), judged, told };
}

async function placeOf(tx: TenantTransaction, tenantId: string, { kind, value }: HourSeries) {
  const nowhere = { departmentId: null, teamId: null };
  if (kind === 'tenant' || kind === 'model') return nowhere;
  const teamId =
    kind === 'team'
      ? value
      : (
          await tx
            .select({ teamId: virtualKey.teamId })
            .from(virtualKey)
            .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, value)))
        )[0]?.teamId;
  if (teamId === undefined || teamId === null) return nowhere;
  const [row] = await tx
    .select({ departmentId: team.departmentId })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), eq(team.id, teamId)));
  return { departmentId: row?.departmentId ?? null, teamId };
}

/** Keeps a run: a new one, or what became of one that was going on when it was last looked at. */
async function keep(tx: TenantTransaction, tenantId: string, run: FoundRun, parts: ReturnType<typeof explainRun>, now: Date) {
  const { series, metric } = run;
  const [startedAt, endedAt] = [new Date(run.startMs), new Date(run.endMs)];
  const figures = { endedAt, strength: run.strength, direction: run.direction, actual: run.actual, expected: run.expected, parts };
  const [known] = await tx
    .select()
    .from(anomaly)
    .where(
      and(
        ...[
          eq(anomaly.tenantId, tenantId),
          eq(anomaly.metric, metric),
          eq(anomaly.scopeKind, series.kind),
          eq(anomaly.scopeValue, series.value),
        ],
        ...[lt(anomaly.startedAt, endedAt), gt(anomaly.endedAt, startedAt)],
      ),
    )
    .limit(1)
    .for('update');
  if (known !== undefined) {
    const same = and(eq(anomaly.tenantId, tenantId), eq(anomaly.id, known.id));
    if (known.endedAt < endedAt)
      await tx
        .update(anomaly)
        .set({ ...figures, version: known.version + 1 })
        .where(same);
    return null;
  }
  const place = await placeOf(tx, tenantId, series);
  const row = { tenantId, id: newUuid(now.getTime()), metric, scopeKind: series.kind, scopeValue: series.value, ...place };
  const [made] = await tx
    .insert(anomaly)
    .values({ ...row, startedAt, ...figures, createdAt: now })
    .onConflictDoNothing()
    .returning();
  return made ?? null;
}

/** Alerts of anomalies that ended a day ago are over. */
async function endOld(tx: TenantTransaction, tenantId: string, now: Date): Promise<void> {
  const over = tx
    .select({ id: sql<string>`${anomaly.id}::text` })
    .from(anomaly)
    .where(and(eq(anomaly.tenantId, tenantId), lte(anomaly.endedAt, new Date(now.getTime() - dayMs))));
  const rows = await tx
    .select()
    .from(alert)
    .where(and(eq(alert.tenantId, tenantId), eq(alert.source, 'anomaly'), ne(alert.state, 'resolved'), inArray(alert.fingerprint, over)))
    .for('update', { skipLocked: true });
  for (const row of rows) await endAlert(tx, row, { now, userId: null, note: 'Nothing odd since a day.' });
}

async function scanTenant(databases: Pick<Databases, 'app'>, tenantId: string, now: Date): Promise<number> {
  const toMs = now.getTime() - 10 * 60_000 - ((now.getTime() - 10 * 60_000) % hourMs);
  const { settings, all, scannedToMs, timeZone } = await inTenant(
    databases.app,
    tenantId,
    async (tx) => {
      const [scan] = await tx.select().from(anomalyScan).where(eq(anomalyScan.tenantId, tenantId));
      const [row] = await tx.select({ timeZone: tenant.timeZone }).from(tenant).where(eq(tenant.tenantId, tenantId));
      return {
        settings: await readAlertSettings(tx, tenantId),
        all: await readSeries({ tx, tenantId, now }, toMs - historyMs, toMs),
        scannedToMs: scan?.scannedToAt.getTime() ?? toMs - firstMs,
        timeZone: row?.timeZone ?? 'UTC',
      };
    },
    { readOnly: true },
  );
  const { found, judged, told } = await judge(all, settings, wallAt(timeZone, toMs) - toMs, toMs);
  const fresh = found.filter(({ endMs }) => endMs > scannedToMs);
  const dimensions = all.flatMap(({ kind, value, hours }): DimensionSeries[] =>
    kind === 'tenant' ? [] : [{ dimension: kind, value, hours: withZeros(hours) }],
  );
  return inTenant(databases.app, tenantId, async (tx) => {
    let opened = 0;
    for (const run of fresh) {
      const others = dimensions.filter(({ dimension }) => dimension !== run.series.kind);
      const parts = run.series.kind === 'tenant' ? explainRun(run, run.metric, others) : [];
      const made = await keep(tx, tenantId, run, parts, now);
      if (made === null || now.getTime() - run.endMs > freshMs) continue;
      const words = await runWords(tx, made);
      const alertOf = {
        ...{
          source: 'anomaly' as const,
          fingerprint: made.id,
          departmentId: made.departmentId,
          teamId: made.teamId,
          severity: 'warning' as const,
        },
        ...{
          ...words,
          detail: { anomaly_id: toPublicId('anomaly', made.id), metric: run.metric, actual: run.actual, expected: run.expected },
        },
        routing: settings.anomaly_routing,
      };
      if ((await openAlert(tx, tenantId, alertOf, now)) !== null) opened += 1;
    }
    await endOld(tx, tenantId, now);
    const scan = { scannedToAt: new Date(toMs), series: all.length, judgedHours: judged, toldHours: told };
    await tx
      .insert(anomalyScan)
      .values({ tenantId, ...scan })
      .onConflictDoUpdate({ target: anomalyScan.tenantId, set: scan });
    return opened;
  });
}

const withZeros = (hours: HourSeries['hours']): DimensionSeries['hours'] =>
  new Map([...hours].map(([at, { cost, requests, errors, latency }]) => [at, { cost, requests, errors, latency: latency ?? 0 }]));

/** Looks through the hours that are complete, of all tenants; answers how many alerts were opened. What two runners find is kept once. */
export async function scanAnomalies(
  databases: Pick<Databases, 'app' | 'jobs'>,
  { now, logger, signal }: { readonly now: Date; readonly logger: Logger; readonly signal: AbortSignal },
): Promise<number> {
  const due = await databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('scan-anomalies', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let opened = 0;
  for (const { tenantId } of due) {
    if (signal.aborted) break;
    try {
      opened += await scanTenant(databases, tenantId, now);
    } catch (err) {
      logger.error({ err, tenantId }, 'The hours of a tenant could not be looked through for anomalies');
    }
  }
  return opened;
}
