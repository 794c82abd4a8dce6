import postgres from 'postgres';
import type { Client } from '#db/client.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { chargeBudgets, lockBudgets } from './budget-charges.ts';
import { correctEvents } from './correct-events.ts';
import { DimensionDictionary } from './dimensions.ts';
import { insertEvents, type PostingEvent, type PostingTransaction } from './insert-events.ts';
import { type PostingSums, type PreparedPosting, postingOrder, preparePosting, sumsOf } from './prepare-posting.ts';
import { tellPolicies } from './tell-policies.ts';
import type { UsageEvent } from './usage-event.ts';
import { writeSums } from './write-sums.ts';

/** What a posting did; the events that are in none of the counts were there already. */
export interface PostOutcome {
  readonly inserted: number;
  readonly corrected: number;
}

/** More work for the transaction of a posting, such as settling a reservation. */
export type AlongWith = (tx: PostingTransaction) => Promise<void>;

/**
 * The database is not the server it was: it was restarted, or another took its place. What was remembered of it may not
 * hold any more, so the posting was taken back; asking again works.
 */
export class ServerChanged extends Error {
  override name = 'ServerChanged';
}

const nothing: PostOutcome = { inserted: 0, corrected: 0 };
const deadlockDetected = '40P01';
/** Also "no partition of relation found for row". */
const checkViolation = '23514';

/**
 * Writes usage events of many tenants in one transaction, as role ingest: events, hourly sums, histograms, batches with
 * their Merkle roots, ledger, budgets. Only events that were not there yet count, so posting again is always safe: after a lost
 * connection, when nobody knows whether the commit arrived, the same events are simply posted again.
 */
export class EventPoster {
  private readonly database: Client;
  private readonly dictionary: DimensionDictionary;
  /** Of the server that the dictionary was learnt from. */
  private serverStart: string | null = null;

  constructor(ingest: Client) {
    this.database = ingest;
    this.dictionary = new DimensionDictionary(ingest);
  }

  /** Resolves when the commit is known. Rejects with what postgres.js threw, or ServerChanged; then the events have to be posted again. */
  async post(events: readonly UsageEvent[], alongWith: AlongWith = async () => {}): Promise<PostOutcome> {
    const ordered = postingOrder(events);
    const server = await this.currentServer();
    const prepared = await preparePosting(ordered, await this.dictionary.resolve(ordered));
    try {
      return await this.commit(prepared, server, alongWith);
    } catch (error) {
      const code = error instanceof postgres.PostgresError ? error.code : '';
      if (code === checkViolation) await this.ensurePartitions(ordered);
      else if (code !== deadlockDetected) throw error;
      return await this.commit(prepared, server, alongWith);
    }
  }

  /** Whether a call's event is in the database: a server that was restored from a backup may have lost its last commits. */
  async isStored(event: UsageEvent): Promise<boolean> {
    const occurredAt = new Date(uuidTimeMs(event.id)).toISOString();
    const rows = await this.database`SELECT 1 FROM usage_event
      WHERE tenant_id = ${event.attribution.tenantId} AND occurred_at = ${occurredAt}::text::timestamptz AND id = ${event.id}`;
    return rows.length > 0;
  }

  /** `server` is the one that the dimensions were looked up in. */
  private async commit(prepared: PreparedPosting, server: string, alongWith: AlongWith): Promise<PostOutcome> {
    return await this.database.begin(async (tx) => {
      const outcome =
        prepared.posting.length === 0 ? nothing : await postInTransaction(tx, prepared, (start) => this.checkServer(server, start));
      await alongWith(tx);
      return outcome;
    });
  }

  private async currentServer(): Promise<string> {
    if (this.serverStart !== null) return this.serverStart;
    const [row] = await this.database<{ start: string }[]>`SELECT pg_postmaster_start_time()::text AS start`;
    this.serverStart ??= row?.start ?? '';
    return this.serverStart;
  }

  /** Throws, and so rolls back, where the ids of the posting may be those of another server. */
  private checkServer(expected: string, actual: string): void {
    if (actual === expected) return;
    if (this.serverStart !== actual) this.dictionary.clear();
    this.serverStart = actual;
    throw new ServerChanged(`The database server of ${expected} was replaced by that of ${actual}`);
  }

  private async ensurePartitions(events: readonly UsageEvent[]): Promise<void> {
    const times = events.map((event) => uuidTimeMs(event.id));
    const first = new Date(Math.min(...times)).toISOString();
    const last = new Date(Math.max(...times)).toISOString();
    await this.database`SELECT ensure_usage_partitions(${first}::text::timestamptz, ${last}::text::timestamptz)`;
  }
}

async function postInTransaction(
  tx: PostingTransaction,
  { posting, columns, locks, sums }: PreparedPosting,
  checkServer: (start: string) => void,
): Promise<PostOutcome> {
  // Statements that do not need each other's answers are sent together: the locks are held for a round trip less each.
  const [, { ids: insertedIds, serverStart }] = await Promise.all([lockBudgets(tx, locks), insertEvents(tx, posting, columns)]);
  checkServer(serverStart);
  if (insertedIds.size === posting.length) {
    await writeAll(tx, sums, posting);
    return { inserted: posting.length, corrected: 0 };
  }
  const inserted = posting.filter(({ event }) => insertedIds.has(event.id));
  const conflicting = posting.filter(({ event }) => !insertedIds.has(event.id));
  const corrected = await correctEvents(tx, conflicting);
  if (inserted.length + corrected.length === 0) return nothing;
  const actual = await sumsOf(inserted, corrected);
  await writeAll(tx, actual, inserted);
  return { inserted: inserted.length, corrected: corrected.length };
}

/** What follows from the events; everything that it touches of budgets is locked. */
async function writeAll(
  tx: PostingTransaction,
  { columns, batches, corrections, charges }: PostingSums,
  inserted: readonly PostingEvent[],
): Promise<void> {
  await Promise.all([
    writeSums(tx, columns, batches, corrections),
    charges === null ? undefined : chargeBudgets(tx, charges),
    tellPolicies(tx, inserted),
  ]);
}
