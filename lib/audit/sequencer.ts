import type { TransactionSql } from 'postgres';
import type { Database } from '#db/client.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { checkHead, LogStopped } from './check-head.ts';
import { erasuresIn, growLog } from './grow-log.ts';
import type { Head, HeadStore } from './head-store.ts';
import { type LogHead, type LogRow, lockLog, moveLog, stopLog } from './log-row.ts';
import { openLogSecrets } from './log-secrets.ts';
import { readPending, requeueRestored, tenantsPending } from './pending-entries.ts';
import type { TileTree } from './tile-tree.ts';

export interface SequencerOptions {
  /** The pool of the role audit. */
  readonly database: Database;
  readonly masters: MasterKeys;
  readonly heads: HeadStore;
  /** First part of the origin of logs that begin now. */
  readonly host: string;
  readonly logger: Logger;
  /** Told once when a log has to stop. */
  readonly onStopped?: (tenantId: string, problem: string) => Promise<void>;
  /** Told each time a log has failed this often in a row without being stopped: a fault that does not pass by itself. */
  readonly onFailing?: (tenantId: string, failures: number) => Promise<void>;
  /** Entries sealed by one transaction and one checkpoint at most. */
  readonly batchMax?: number;
}

/** With a run every half second, half a minute. */
const failuresMax = 60;

/** While logs are behind, how often it is asked whether those of others have entries. */
const askingMs = 500;

/** A tree in memory, and the head it is of. */
interface KnownTree {
  readonly head: LogHead;
  readonly tree: TileTree;
}

const headOf = ({ epoch, treeSize, root }: LogHead): Head => ({ epoch, size: treeSize, root });

/**
 * Seals entries: gives each its place in the tenant's Merkle tree, and signs the tree. Any number of them may run at once;
 * the lock on the log's row lets one write at a time, and each looks at the row before it goes on from what it remembers.
 */
export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #batchMax: number;
  readonly #trees = new Map<string, KnownTree>();
  /** Failures in a row, of the tenants that have any. */
  readonly #failures = new Map<string, number>();
  #isRequeued = false;

  constructor(options: SequencerOptions) {
    this.#options = options;
    this.#batchMax = options.batchMax ?? 2000;
  }

  /**
   * Seals what is waiting; answers how many entries that were. Each tenant has one batch a round, so that nobody waits for the
   * backlog of another; one that fails is left for the next run.
   */
  async run(signal: AbortSignal): Promise<number> {
    const sql = this.#options.database.$client;
    if (!this.#isRequeued) await requeueRestored(sql);
    this.#isRequeued = true;
    const failed = new Set<string>();
    let count = 0;
    let askedAt = performance.now();
    for (let tenants = await tenantsPending(sql); tenants.length > 0 && !signal.aborted; ) {
      const behind: string[] = [];
      for (const tenantId of tenants) {
        if (signal.aborted) break;
        if (failed.has(tenantId)) continue;
        const sealed = await this.#trySeal(tenantId);
        if (sealed === undefined) failed.add(tenantId);
        count += sealed ?? 0;
        if (sealed === this.#batchMax) behind.push(tenantId);
      }
      if (behind.length === 0) break;
      // Whom entries wait for is asked over the queue's index, which is full of what was sealed until it is vacuumed.
      const isDue = performance.now() - askedAt > askingMs;
      tenants = isDue ? await tenantsPending(sql) : behind;
      if (isDue) askedAt = performance.now();
    }
    return count;
  }

  /** Undefined where it failed: one tenant's fault does not keep the others from their turn. */
  async #trySeal(tenantId: string): Promise<number | undefined> {
    try {
      const sealed = await this.#sealBatch(tenantId);
      this.#failures.delete(tenantId);
      return sealed;
    } catch (err) {
      const { logger, onFailing } = this.#options;
      logger.error({ err, tenantId }, 'The audit log of a tenant cannot be continued');
      // That was told already.
      if (err instanceof LogStopped) return undefined;
      const failures = (this.#failures.get(tenantId) ?? 0) + 1;
      this.#failures.set(tenantId, failures);
      if (failures % failuresMax === 0)
        await onFailing?.(tenantId, failures).catch((error: unknown) =>
          logger.error({ err: error, tenantId }, 'Nobody could be told of it'),
        );
      return undefined;
    }
  }

  async #sealBatch(tenantId: string): Promise<number> {
    const { database, masters, host } = this.#options;
    try {
      const grown = await database.$client.begin(async (tx) => {
        const log = await lockLog(tx, tenantId, masters, host);
        return log.problem === null ? await this.#grow(tx, log) : undefined;
      });
      if (grown === undefined) return 0;
      await this.#remember(tenantId, grown.known, grown.erased);
      return grown.count;
    } catch (error) {
      this.#trees.delete(tenantId);
      if (error instanceof LogStopped) {
        // The row may have been made by the transaction that was just rolled back.
        await database.$client.begin(async (tx) => {
          await lockLog(tx, tenantId, masters, host);
          await stopLog(tx, tenantId, error.message);
        });
        await this.#options.onStopped?.(tenantId, error.message);
      }
      throw error;
    }
  }

  async #grow(tx: TransactionSql<{ bigint: bigint }>, log: LogRow) {
    const { masters, heads } = this.#options;
    const { tenantId } = log;
    const entries = await readPending(tx, tenantId, this.#batchMax);
    if (entries.length === 0) return undefined;
    const tree = await this.#treeOf(tx, log);
    const head = await growLog(tx, log, openLogSecrets(masters, tenantId, log), tree, entries);
    await moveLog(tx, tenantId, head);
    const erasures = erasuresIn(entries);
    for (const person of erasures) await tx`SELECT erase_audit_subject(${tenantId}::uuid, ${person}::uuid)`;
    const erased = [...new Set([...((await heads.read(tenantId))?.erased ?? []), ...erasures])];
    // Before the commit, so that no checkpoint that anybody may see is unknown out here.
    await heads.write(tenantId, { committed: headOf(log), intended: headOf(head), erased });
    return { known: { head, tree }, erased, count: entries.length };
  }

  async #remember(tenantId: string, known: KnownTree, erased: string[]): Promise<void> {
    this.#trees.set(tenantId, known);
    await this.#options.heads.write(tenantId, { committed: headOf(known.head), intended: null, erased });
  }

  /** A tree to be changed: what is remembered where the row still says the same, else what lies in the database, checked. */
  async #treeOf(tx: TransactionSql<{ bigint: bigint }>, log: LogRow): Promise<TileTree> {
    const known = this.#trees.get(log.tenantId);
    if (known !== undefined && known.head.epoch === log.epoch && known.head.treeSize === log.treeSize && known.head.root === log.root)
      return known.tree.copy();
    const outside = await this.#options.heads.read(log.tenantId);
    if (outside === undefined && log.treeSize > 0n)
      this.#options.logger.warn({ tenantId: log.tenantId }, 'No earlier head of this audit log is kept here; the database is believed');
    return await (await checkHead(tx, log, outside)).edge();
  }
}
