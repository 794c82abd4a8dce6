import postgres from 'postgres';
import type { Client } from '#db/client.ts';
import { merkleRoot } from '#lib/audit/merkle.ts';
import { newUuid, uuidTimeMs } from '#lib/core/ids.ts';
import { type CorrectedEvent, correctEvents } from './correct-events.ts';
import { DimensionDictionary } from './dimensions.ts';
import { eventDigest } from './event-digest.ts';
import { insertEvents, type PostingEvent, type PostingTransaction } from './insert-events.ts';
import { RollupDeltas } from './rollups.ts';
import { storableEvent } from './storable-event.ts';
import type { UsageEvent } from './usage-event.ts';
import { type Correction, type TenantBatch, writeSums } from './write-sums.ts';

/** What a posting did; the events that are in none of the counts were there already. */
export interface PostOutcome {
  readonly inserted: number;
  readonly corrected: number;
}

/** More work for the transaction of a posting, such as settling a reservation. */
export type AlongWith = (tx: PostingTransaction) => Promise<void>;

const deadlockDetected = '40P01';
/** Also "no partition of relation found for row". */
const checkViolation = '23514';

/**
 * Writes usage events of many tenants in one transaction, as role ingest: events, hourly sums, histograms, batches with
 * their Merkle roots, ledger. Only events that were not there yet count, so posting again is always safe: after a lost
 * connection, when nobody knows whether the commit arrived, the same events are simply posted again.
 */
export class EventPoster {
  private readonly database: Client;
  private readonly dictionary: DimensionDictionary;

  constructor(ingest: Client) {
    this.database = ingest;
    this.dictionary = new DimensionDictionary(ingest);
  }

  /** Resolves when the commit is known. Rejects with what postgres.js threw; then the events have to be posted again. */
  async post(events: readonly UsageEvent[], alongWith: AlongWith = async () => {}): Promise<PostOutcome> {
    const storable = inKeyOrder(oncePerCall(events.map(storableEvent)));
    const dimensions = await this.dictionary.resolve(storable);
    const batchIds = new Map<string, string>();
    const posting = storable.map((event, index): PostingEvent => {
      const { tenantId } = event.attribution;
      const batchId = batchIds.get(tenantId) ?? newUuid();
      batchIds.set(tenantId, batchId);
      const known = dimensions[index];
      if (known === undefined) throw new Error('There are fewer dimensions than events');
      return { event, dimensions: known, batchId };
    });
    try {
      return await this.commit(posting, alongWith);
    } catch (error) {
      const code = error instanceof postgres.PostgresError ? error.code : '';
      if (code === checkViolation) await this.ensurePartitions(storable);
      else if (code !== deadlockDetected) throw error;
      return await this.commit(posting, alongWith);
    }
  }

  private async commit(posting: readonly PostingEvent[], alongWith: AlongWith): Promise<PostOutcome> {
    return await this.database.begin(async (tx) => {
      const outcome = posting.length === 0 ? { inserted: 0, corrected: 0 } : await postInTransaction(tx, posting);
      await alongWith(tx);
      return outcome;
    });
  }

  private async ensurePartitions(events: readonly UsageEvent[]): Promise<void> {
    const times = events.map((event) => uuidTimeMs(event.id));
    const first = new Date(Math.min(...times)).toISOString();
    const last = new Date(Math.max(...times)).toISOString();
    await this.database`SELECT ensure_usage_partitions(${first}::text::timestamptz, ${last}::text::timestamptz)`;
  }
}

async function postInTransaction(tx: PostingTransaction, posting: readonly PostingEvent[]): Promise<PostOutcome> {
  const insertedIds = await insertEvents(tx, posting);
  const inserted = posting.filter(({ event }) => insertedIds.has(event.id));
  const corrected =
    inserted.length === posting.length
      ? []
      : await correctEvents(
          tx,
          posting.filter(({ event }) => !insertedIds.has(event.id)),
        );
  if (inserted.length + corrected.length === 0) return { inserted: 0, corrected: 0 };
  const deltas = new RollupDeltas();
  for (const { event, dimensions } of inserted) deltas.add(event, dimensions);
  for (const { before, after } of corrected) {
    deltas.add(before.event, before.dimensions, -1);
    deltas.add(after.event, after.dimensions);
  }
  await writeSums(tx, deltas, batchesOf(inserted, corrected), corrected.map(toCorrection));
  return { inserted: inserted.length, corrected: corrected.length };
}

/** A batch a tenant, over the events it inserted or corrected, in the order of their ids. */
function batchesOf(inserted: readonly PostingEvent[], corrected: readonly CorrectedEvent[]): TenantBatch[] {
  const all = inserted.concat(corrected.map(({ after }) => after));
  const insertedSet = new Set(inserted);
  return [...Map.groupBy(all, ({ event }) => event.attribution.tenantId)].map(([tenantId, members]) => {
    const settled = members.filter((member) => insertedSet.has(member));
    const inOrder = inKeyOrder(members.map(({ event }) => event));
    return {
      tenantId,
      batchId: members[0]?.batchId ?? '',
      events: members.length,
      costNanoUsd: sumOfCosts(members),
      root: merkleRoot(inOrder.map(eventDigest)),
      firstEventMs: uuidTimeMs(inOrder[0]?.id ?? ''),
      lastEventMs: uuidTimeMs(inOrder.at(-1)?.id ?? ''),
      settledNanoUsd: settled.length === 0 ? null : sumOfCosts(settled),
    };
  });
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
