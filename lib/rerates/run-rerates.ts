import { asc, eq, inArray } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { rerate } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { PricedProvider } from '#lib/catalog/effective-price-of.ts';
import type { Logger } from '#lib/core/logger.ts';
import { bookSlice, type ChangedCall, type RerateCursor } from './book-slice.ts';
import { RerateBreakdown } from './breakdown.ts';
import { type RerateCall, type RerateFilter, type RerateRow, readFilter, readSlice } from './read-slice.ts';
import { openRepricer, type Repricer } from './repricer.ts';

/** What a run works with. */
export interface RerateParts {
  readonly databases: Pick<Databases, 'app' | 'ingest' | 'lookup'>;
  readonly providers: readonly PricedProvider[];
  readonly logger: Logger;
  /** Calls read at once; memory and locks are for these alone. */
  readonly sliceCalls?: number;
}

const sliceCallsDefault = 1000;
/** Re-ratings looked at in one run; the next one has the others. */
const reratesMax = 20;

interface Pass {
  readonly repricer: Repricer;
  readonly filter: RerateFilter;
}

/** What a call becomes; undefined where that cannot be told. */
async function newCostOf(call: RerateCall, { repricer }: Pass): Promise<{ costNanoUsd: bigint; priceId: string | null } | undefined> {
  if (call.takenBack === null) return await repricer.reprice(call);
  return { costNanoUsd: call.costNanoUsd - call.takenBack.nanoUsd, priceId: call.takenBack.priceId };
}

/** Sums of one slice, to be added to those of the row. */
interface SliceSums {
  events: number;
  changed: number;
  skipped: number;
  skippedNanoUsd: bigint;
  formerNanoUsd: bigint;
  newNanoUsd: bigint;
}

async function computeSlice(calls: readonly RerateCall[], pass: Pass, breakdown: RerateBreakdown) {
  const sums: SliceSums = { events: 0, changed: 0, skipped: 0, skippedNanoUsd: 0n, formerNanoUsd: 0n, newNanoUsd: 0n };
  const changed: ChangedCall[] = [];
  for (const call of calls) {
    const next = await newCostOf(call, pass);
    if (next === undefined) {
      sums.skipped += 1;
      sums.skippedNanoUsd += call.costNanoUsd;
      continue;
    }
    sums.events += 1;
    sums.formerNanoUsd += call.costNanoUsd;
    sums.newNanoUsd += next.costNanoUsd;
    breakdown.add(call, call.costNanoUsd, next.costNanoUsd);
    const amountNanoUsd = next.costNanoUsd - call.costNanoUsd;
    if (amountNanoUsd === 0n) continue;
    sums.changed += 1;
    changed.push({ call, amountNanoUsd, priceId: next.priceId });
  }
  return { sums, changed };
}

/** Adds a slice's sums and moves the cursor on; nothing happens where another process has done so, or the re-rating was cancelled. */
async function keepPreview(
  parts: RerateParts,
  row: RerateRow,
  sums: SliceSums,
  breakdown: RerateBreakdown,
  cursor: RerateCursor | null,
): Promise<boolean> {
  const { tenantId, id, afterId } = row;
  const rows = await parts.databases.ingest.$client`
    UPDATE rerate SET events = events + ${sums.events}, changed = changed + ${sums.changed}, skipped = skipped + ${sums.skipped},
      skipped_nano_usd = skipped_nano_usd + ${sums.skippedNanoUsd}, former_nano_usd = former_nano_usd + ${sums.formerNanoUsd},
      new_nano_usd = new_nano_usd + ${sums.newNanoUsd}, breakdown = ${JSON.stringify(breakdown)}::text::jsonb,
      after_at = ${cursor?.afterAt.toISOString() ?? null}::text::timestamptz, after_id = ${cursor?.afterId ?? null}::uuid,
      state = ${cursor === null ? 'previewed' : 'previewing'}, updated_at = now(), version = version + 1
    WHERE tenant_id = ${tenantId} AND id = ${id} AND state = 'previewing' AND after_id IS NOT DISTINCT FROM ${afterId}::uuid RETURNING id`;
  return rows.length > 0;
}

const readRow = (parts: RerateParts, { tenantId, id }: Pick<RerateRow, 'tenantId' | 'id'>): Promise<RerateRow | undefined> =>
  inTenant(parts.databases.app, tenantId, async (tx) => (await tx.select().from(rerate).where(eq(rerate.id, id)))[0], { readOnly: true });

const isDue = (row: RerateRow | undefined): row is RerateRow => row?.state === 'previewing' || row?.state === 'running';

/** One re-rating from where it is to the end of its pass, slice by slice, each of which is kept. */
async function runOne(parts: RerateParts, first: RerateRow, signal: AbortSignal): Promise<void> {
  const { tenantId } = first;
  const limit = parts.sliceCalls ?? sliceCallsDefault;
  const pass = await inTenant(
    parts.databases.app,
    tenantId,
    async (tx) => ({
      repricer: await openRepricer(tx, parts.databases.lookup, tenantId, first, parts.providers),
      filter: await readFilter(tx, first),
    }),
    { readOnly: true },
  );
  for (let row: RerateRow | undefined = first; isDue(row) && !signal.aborted; row = await readRow(parts, first)) {
    const current = row;
    const { calls, computed, breakdown } = await inTenant(
      parts.databases.app,
      tenantId,
      async (tx) => {
        const slice = await readSlice(tx, current, pass.filter, limit);
        const kept = new RerateBreakdown(current.breakdown);
        return { calls: slice, breakdown: kept, computed: await computeSlice(slice, pass, kept) };
      },
      { readOnly: true, isolation: 'repeatable read' },
    );
    const last = calls.at(-1);
    const cursor = last === undefined || calls.length < limit ? null : { afterAt: new Date(last.atMs), afterId: last.id };
    const isKept =
      current.state === 'running'
        ? await bookSlice(parts.databases.ingest.$client, current, computed.changed, cursor)
        : await keepPreview(parts, current, computed.sums, breakdown, cursor);
    if (!isKept) return;
  }
}

/**
 * Computes and books the re-ratings that are due, of all tenants, oldest first. Can be stopped after any slice and goes on from
 * there; two processes at once book each slice once.
 */
export async function runRerates(parts: RerateParts, signal: AbortSignal): Promise<number> {
  const due = await parts.databases.ingest
    .select({ tenantId: rerate.tenantId, id: rerate.id })
    .from(rerate)
    .where(inArray(rerate.state, ['previewing', 'running']))
    .orderBy(asc(rerate.createdAt))
    .limit(reratesMax);
  for (const one of due) {
    if (signal.aborted) break;
    try {
      const row = await readRow(parts, one);
      if (isDue(row)) await runOne(parts, row, signal);
    } catch (err) {
      // It is due again in the next run; the others do not wait for it.
      parts.logger.error({ err, tenant_id: one.tenantId, rerate_id: one.id }, 'A re-rating could not go on');
    }
  }
  return due.length;
}
