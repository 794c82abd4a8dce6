import { and, desc, eq, gt, sql } from 'drizzle-orm';
import { cacheEntry, cacheSettings } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { AnswerStore, AnswerToStore, KeptTurn, StoredAnswer, StoredTurn } from './answer-store.ts';
import type { AnswerVault } from './answer-vault.ts';
import { decodeKeptAnswer, encodeKeptAnswer } from './kept-answer.ts';

const answerContext = (tenantId: string, key: string): string => `cache-answer:${tenantId}:${key}`;
const turnContext = (tenantId: string, key: string): string => `cache-turn:${tenantId}:${key}`;

/** The vector's length, its numbers, the text. */
function encodeTurn({ text, vector }: KeptTurn): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(vector.length);
  return Buffer.concat([length, Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength), Buffer.from(text)]);
}

function decodeTurn(bytes: Buffer): KeptTurn {
  const textAt = 4 + 4 * bytes.readUInt32LE(0);
  // Copied, because a view of floats has to begin at a multiple of four.
  return { vector: new Float32Array(new Uint8Array(bytes.subarray(4, textAt)).buffer), text: bytes.toString('utf8', textAt) };
}

/** Kept answers in PostgreSQL, sealed under the keys of their tenant; all processes of an installation share them. */
export class DatabaseAnswerStore implements AnswerStore {
  readonly #vault: AnswerVault;

  constructor(vault: AnswerVault) {
    this.#vault = vault;
  }

  read(tenantId: string, key: string): Promise<StoredAnswer | null> {
    const of = and(eq(cacheEntry.tenantId, tenantId), eq(cacheEntry.key, key), gt(cacheEntry.expiresAt, sql`now()`));
    return inTenant(
      this.#vault.app,
      tenantId,
      async (tx) => {
        const columns = { answer: cacheEntry.answer, keyId: cacheEntry.encryptionKeyId, expiresAt: cacheEntry.expiresAt };
        const [row] = await tx.select(columns).from(cacheEntry).where(of);
        if (row === undefined) return null;
        const plain = await this.#vault.open(tx, tenantId, row.keyId, row.answer, answerContext(tenantId, key));
        return { answer: decodeKeptAnswer(plain), expiresAtMs: row.expiresAt.getTime() };
      },
      { readOnly: true },
    );
  }

  async write(tenantId: string, entry: AnswerToStore): Promise<void> {
    const { key, answer, similar } = entry;
    const dataKey = await this.#vault.sealingKey(tenantId);
    const sealed = this.#vault.seal(dataKey, encodeKeptAnswer(answer), answerContext(tenantId, key));
    const turn = similar === null ? null : this.#vault.seal(dataKey, encodeTurn(similar.turn), turnContext(tenantId, key));
    const row = {
      ...{ tenantId, key, scope: entry.scope, contextKey: similar?.contextKey ?? null, protocol: entry.protocol },
      ...{ model: answer.source.model, streamed: answer.streamed, answerBytes: answer.body.length, costNanoUsd: entry.costNanoUsd },
      ...{ encryptionKeyId: dataKey.id, answer: sealed, turn },
      ...{ createdAt: new Date(answer.answeredAtMs), expiresAt: new Date(entry.expiresAtMs) },
    };
    await inTenant(this.#vault.app, tenantId, async (tx) => {
      // Held until the row is written: a clearing comes before it, and then it is not written, or after it, and takes it along.
      const [settings] = await tx
        .select({ epoch: cacheSettings.epoch, mode: cacheSettings.mode })
        .from(cacheSettings)
        .where(eq(cacheSettings.tenantId, tenantId))
        .for('share');
      if (settings === undefined || settings.mode === 'off' || settings.epoch !== entry.epoch) return;
      const { tenantId: _, key: __, ...values } = row;
      await tx
        .insert(cacheEntry)
        .values(row)
        .onConflictDoUpdate({ target: [cacheEntry.tenantId, cacheEntry.key], set: values });
    });
  }

  turns(tenantId: string, contextKey: string, most: number): Promise<readonly StoredTurn[]> {
    const of = and(eq(cacheEntry.tenantId, tenantId), eq(cacheEntry.contextKey, contextKey), gt(cacheEntry.expiresAt, sql`now()`));
    return inTenant(
      this.#vault.app,
      tenantId,
      async (tx) => {
        const columns = { key: cacheEntry.key, turn: cacheEntry.turn, keyId: cacheEntry.encryptionKeyId, expiresAt: cacheEntry.expiresAt };
        const rows = await tx.select(columns).from(cacheEntry).where(of).orderBy(desc(cacheEntry.createdAt)).limit(most);
        const turns: StoredTurn[] = [];
        for (const { key, turn, keyId, expiresAt } of rows) {
          if (turn === null) continue;
          const plain = await this.#vault.open(tx, tenantId, keyId, turn, turnContext(tenantId, key));
          turns.push({ ...decodeTurn(plain), key, expiresAtMs: expiresAt.getTime() });
        }
        return turns;
      },
      { readOnly: true },
    );
  }
}
