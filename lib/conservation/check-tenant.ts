import { eq, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { conservationCheck } from '#db/schema/index.ts';
import { clientOf, inTenant, type TenantTransaction } from '#db/tenant.ts';
import { clearIncidents, raiseIncident } from '#lib/incidents/index.ts';
import { type HourRange, reconcileSlice, reconcileTotals, type UsageDifference } from '#lib/usage/reconcile.ts';
import { conservationSource, describeDifferences, totalKinds } from './describe-differences.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Looked back by each run: more than the longest that postings may be late for a closed hour to change again. */
const lookBackMs = 26 * hourMs;
/** Days of the past that one run walks on. */
const walkDaysMax = 7;

type AppDatabase = Pick<Databases, 'app'>;
type Difference = UsageDifference;

/** What a run found, and which kinds of it had no open incident yet. */
export interface TenantCheck {
  readonly differences: readonly Difference[];
  readonly opened: readonly string[];
}

/**
 * Compares what a tenant's calls, sums, ledger and budgets say: the totals, the last day, and the next days of the walk
 * through the past. Opens an incident for each kind that differs. Safe to run twice, also at the same time.
 */
export async function checkTenant(databases: AppDatabase, tenantId: string, now: Date, signal: AbortSignal): Promise<TenantCheck> {
  const compare = <T>(work: (tx: TenantTransaction) => Promise<T>) => inTenant(databases.app, tenantId, work, { readOnly: true });
  const to = new Date(Math.ceil((now.getTime() + 1) / hourMs) * hourMs);
  const recent = { from: new Date(to.getTime() - lookBackMs), to };
  const differences = await compare(async (tx) => [
    ...(await reconcileTotals(clientOf(tx), tenantId)),
    ...(await reconcileSlice(clientOf(tx), tenantId, recent)),
  ]);
  const before = await compare((tx) => readCheck(tx, tenantId));
  let walkedTo = before?.walkedToAt ?? null;
  let isWhole = false;
  for (let days = 0; days < walkDaysMax && !signal.aborted && !isWhole; days += 1) {
    const slice = await compare((tx) => nextSlice(tx, tenantId, walkedTo, recent.from));
    if (slice === null) isWhole = true;
    else {
      differences.push(...(await compare((tx) => reconcileSlice(clientOf(tx), tenantId, slice))));
      walkedTo = slice.to;
    }
  }
  const met = [...new Set([...(before?.found ?? []), ...differences.map(({ what }) => what)])];
  const opened = await inTenant(databases.app, tenantId, async (tx) => {
    const made = await raiseAll(tx, tenantId, differences, now);
    await clearIncidents(tx, tenantId, conservationSource, keptKinds(met, differences, isWhole), now);
    await storeCheck(tx, {
      ...{ tenantId, checkedAt: now, differences: differences.length },
      ...(isWhole ? { walkedToAt: null, found: [], walkedWholeAt: now } : { walkedToAt: walkedTo, found: met }),
    });
    return made;
  });
  return { differences, opened };
}

async function raiseAll(tx: TenantTransaction, tenantId: string, differences: readonly Difference[], now: Date): Promise<string[]> {
  const opened: string[] = [];
  for (const finding of describeDifferences(differences)) {
    const { isNew } = await raiseIncident(tx, tenantId, finding, now);
    if (isNew) opened.push(finding.fingerprint);
  }
  return opened;
}

const sliceKinds: readonly Difference['what'][] = ['hour', 'latency', 'work', 'day', 'charged'];

/** Kinds that may still differ: totals by what this run found; the others until a whole walk has not met them. */
function keptKinds(met: readonly string[], now: readonly Difference[], isWhole: boolean): readonly string[] {
  const totals = now.filter(({ what }) => totalKinds.has(what)).map(({ what }) => what);
  return [...totals, ...(isWhole ? sliceKinds.filter((kind) => met.includes(kind)) : sliceKinds)];
}

async function readCheck(tx: TenantTransaction, tenantId: string) {
  const [row] = await tx.select().from(conservationCheck).where(eq(conservationCheck.tenantId, tenantId));
  return row;
}

/** The next day of the walk that holds anything at all; null when it has reached `end`. */
async function nextSlice(tx: TenantTransaction, tenantId: string, after: Date | null, end: Date): Promise<HourRange | null> {
  const low = (after ?? new Date(0)).toISOString();
  const [row] = await tx.execute<{ first: string | null }>(sql`
    select least(
      (select min(hour_at) from usage_hour where tenant_id = ${tenantId} and hour_at >= ${low}::timestamptz),
      (select date_trunc('hour', min(occurred_at), 'UTC') from usage_event where tenant_id = ${tenantId} and occurred_at >= ${low}::timestamptz),
      (select date_trunc('hour', min(created_at), 'UTC') from usage_batch where tenant_id = ${tenantId} and created_at >= ${low}::timestamptz)
    ) as first`);
  if (row?.first === null || row === undefined) return null;
  const from = new Date(row.first);
  if (from >= end) return null;
  return { from, to: new Date(Math.min(from.getTime() + dayMs, end.getTime())) };
}

async function storeCheck(tx: TenantTransaction, row: typeof conservationCheck.$inferInsert): Promise<void> {
  const { tenantId: _, ...set } = row;
  await tx.insert(conservationCheck).values(row).onConflictDoUpdate({ target: conservationCheck.tenantId, set });
}
