import { merkleRoot } from '#lib/audit/merkle.ts';
import { newUuid, uuidTimeMs } from '#lib/core/ids.ts';
import { type BudgetCharges, type BudgetLocks, budgetCharges, budgetLocks } from './budget-charges.ts';
import type { CorrectedEvent } from './correct-events.ts';
import type { EventDimensions } from './dimensions.ts';
import { eventDigest } from './event-digest.ts';
import { inSlices } from './in-slices.ts';
import { type EventColumns, eventColumns, type PostingEvent } from './insert-events.ts';
import { RollupDeltas } from './rollups.ts';
import { storableEvent } from './storable-event.ts';
import type { UsageEvent } from './usage-event.ts';
import { type Correction, type SumColumns, sumColumns, type TenantBatch } from './write-sums.ts';

/** A posting, worked out as far as it can be before the transaction begins. */
export interface PreparedPosting {
  /** In the order of tenant and id. */
  readonly posting: readonly PostingEvent[];
  readonly columns: EventColumns;
  readonly locks: BudgetLocks;
  /** What follows if all of them are new, which is nearly always so. */
  readonly sums: PostingSums;
}

export interface PostingSums {
  readonly columns: SumColumns;
  readonly batches: readonly TenantBatch[];
  readonly corrections: readonly Correction[];
  readonly charges: BudgetCharges | null;
}

/** Events as they will be stored: one a call, in the order of tenant and id. */
export const postingOrder = (events: readonly UsageEvent[]): UsageEvent[] => inKeyOrder(oncePerCall(events.map(storableEvent)));

/** `dimensions` are those of the events, in their order. */
export async function preparePosting(events: readonly UsageEvent[], dimensions: readonly EventDimensions[]): Promise<PreparedPosting> {
  const batchIds = new Map<string, string>();
  const posting: PostingEvent[] = [];
  await inSlices(events, (event) => {
    const { tenantId } = event.attribution;
    const batchId = batchIds.get(tenantId) ?? newUuid();
    batchIds.set(tenantId, batchId);
    const known = dimensions[posting.length];
    if (known === undefined) throw new Error('There are fewer dimensions than events');
    posting.push({ event, dimensions: known, batchId, digest: eventDigest(event) });
  });
  return { posting, columns: await eventColumns(posting), locks: await budgetLocks(events), sums: await sumsOf(posting, []) };
}

/** What follows from the events that are new, and from those that took the place of a presumption. */
export async function sumsOf(inserted: readonly PostingEvent[], corrected: readonly CorrectedEvent[]): Promise<PostingSums> {
  const deltas = new RollupDeltas();
  await inSlices(inserted, ({ event, dimensions }) => deltas.add(event, dimensions));
  for (const { before, after } of corrected) {
    deltas.add(before.event, before.dimensions, -1);
    deltas.add(after.event, after.dimensions);
  }
  return {
    columns: await sumColumns(deltas),
    batches: await batchesOf(inserted, corrected),
    corrections: corrected.map(toCorrection),
    charges: await budgetCharges(inserted, corrected),
  };
}

/** A batch a tenant, over the events it inserted or corrected, in the order of their ids. */
async function batchesOf(inserted: readonly PostingEvent[], corrected: readonly CorrectedEvent[]): Promise<TenantBatch[]> {
  const insertedSet = new Set(inserted);
  const members = Map.groupBy(inserted.concat(corrected.map(({ after }) => after)), ({ event }) => event.attribution.tenantId);
  const batches: TenantBatch[] = [];
  await inSlices([...members], ([tenantId, unordered]) => {
    const inOrder = corrected.length === 0 ? unordered : unordered.toSorted((a, b) => (a.event.id < b.event.id ? -1 : 1));
    const settled = inOrder.filter((member) => insertedSet.has(member));
    batches.push({
      tenantId,
      batchId: inOrder[0]?.batchId ?? '',
      events: inOrder.length,
      costNanoUsd: sumOfCosts(inOrder),
      root: merkleRoot(inOrder.map(({ digest }) => digest)),
      firstEventMs: uuidTimeMs(inOrder[0]?.event.id ?? ''),
      lastEventMs: uuidTimeMs(inOrder.at(-1)?.event.id ?? ''),
      settledNanoUsd: settled.length === 0 ? null : sumOfCosts(settled),
    });
  });
  return batches;
}

const sumOfCosts = (posting: readonly PostingEvent[]): bigint => posting.reduce((sum, { event }) => sum + event.costNanoUsd, 0n);

function toCorrection({ before, after }: CorrectedEvent): Correction {
  return {
    tenantId: after.event.attribution.tenantId,
    eventId: after.event.id,
    batchId: after.batchId,
    amountNanoUsd: after.event.costNanoUsd - before.event.costNanoUsd,
    formerBatchId: before.batchId,
    formerDigest: eventDigest(before.event),
  };
}

/** One event a call; of a presumed and a real one, the real one. */
function oncePerCall(events: readonly UsageEvent[]): UsageEvent[] {
  const byId = new Map<string, UsageEvent>();
  for (const event of events) {
    const known = byId.get(event.id);
    if (known === undefined || (known.usageSource === 'presumed' && event.usageSource !== 'presumed')) byId.set(event.id, event);
  }
  return [...byId.values()];
}

/** Tenant, then id, which begins with the time. */
function inKeyOrder(events: readonly UsageEvent[]): UsageEvent[] {
  return events.toSorted((a, b) => {
    if (a.attribution.tenantId !== b.attribution.tenantId) return a.attribution.tenantId < b.attribution.tenantId ? -1 : 1;
    return a.id < b.id ? -1 : 1;
  });
}
