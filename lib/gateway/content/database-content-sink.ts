import { setImmediate as nextTurn } from 'node:timers/promises';
import { callContent } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { DataKey } from '#lib/connections/keyring.ts';
import { encodeSaid, saidContext } from '#lib/content-log/sealed-text.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { AnswerVault } from '../cache/answer-vault.ts';
import type { ContentEntry, ContentSink, SaidPart } from './content-sink.ts';
import { redactContent } from './redact-content.ts';

const dayMs = 86_400_000;
const flushMs = 250;
/** What waits at most; beyond it calls go on and are not kept. */
const waitingMax = 2_000;
const waitingBytesMax = 64 * 1024 * 1024;
const rowsAtOnce = 50;

const bytesOf = ({ request, answer }: ContentEntry): number => request.body.length + answer.body.length;

/** Keeps calls in PostgreSQL, sealed under the keys of their tenant, a few at a time and behind them. */
export class DatabaseContentSink implements ContentSink {
  readonly #vault: AnswerVault;
  readonly #logger: Logger;
  #waiting: ContentEntry[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  /** Calls that were not kept because there was no room or the database did not take them. */
  lost = 0;

  constructor(vault: AnswerVault, logger: Logger) {
    this.#vault = vault;
    this.#logger = logger;
  }

  add(entry: ContentEntry): void {
    const bytes = bytesOf(entry);
    if (this.#waiting.length >= waitingMax || this.#waitingBytes + bytes > waitingBytesMax) {
      this.lost += 1;
      return;
    }
    this.#waiting.push(entry);
    this.#waitingBytes += bytes;
    this.#timer ??= setTimeout(() => this.#flush(), flushMs).unref();
  }

  /** Resolves once what waits is written, or known to be lost. */
  async drain(): Promise<void> {
    this.#flush();
    await this.#running;
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const entries = this.#waiting;
    if (entries.length === 0) return;
    this.#waiting = [];
    this.#running = this.#running.then(() => this.#writeAll(entries));
  }

  async #writeAll(entries: readonly ContentEntry[]): Promise<void> {
    const byTenant = Map.groupBy(entries, ({ tenantId }) => tenantId);
    for (const [tenantId, ofTenant] of byTenant) {
      for (let at = 0; at < ofTenant.length; at += rowsAtOnce) {
        const some = ofTenant.slice(at, at + rowsAtOnce);
        try {
          await this.#write(tenantId, some);
        } catch (err) {
          this.lost += some.length;
          this.#logger.warn({ err, tenantId, calls: some.length }, 'What was said in calls could not be kept');
        }
        for (const entry of some) this.#waitingBytes -= bytesOf(entry);
      }
    }
  }

  async #write(tenantId: string, entries: readonly ContentEntry[]): Promise<void> {
    const dataKey = await this.#vault.sealingKey(tenantId);
    const rows: (typeof callContent.$inferInsert)[] = [];
    for (const entry of entries) {
      rows.push(this.#rowOf(entry, dataKey));
      // Going through texts takes a while; calls come first.
      await nextTurn();
    }
    await inTenant(this.#vault.app, tenantId, (tx) => tx.insert(callContent).values(rows).onConflictDoNothing());
  }

  #rowOf({ tenantId, callId, keeping, atMs, options, ...entry }: ContentEntry, dataKey: DataKey): typeof callContent.$inferInsert {
    const level = keeping.level === 'none' ? 'metadata' : keeping.level;
    const seal = ({ body, bytes }: SaidPart, what: 'request' | 'answer'): Buffer | null => {
      if (level === 'metadata') return null;
      const text = level === 'redacted' ? redactContent(body, options) : body;
      return this.#vault.seal(dataKey, encodeSaid(text, body.length < bytes), saidContext(tenantId, callId, what));
    };
    return {
      ...{ tenantId, callId, level, dataClass: entry.dataClass, teamId: entry.teamId, userId: entry.userId },
      ...{ requestBytes: entry.request.bytes, answerBytes: entry.answer.bytes },
      ...{ encryptionKeyId: level === 'metadata' ? null : dataKey.id, request: seal(entry.request, 'request') },
      ...{ answer: seal(entry.answer, 'answer'), createdAt: new Date(atMs), expiresAt: new Date(atMs + keeping.retention_days * dayMs) },
    };
  }
}
