import type { Databases } from '#db/client.ts';
import { findKeys } from '#db/lookup.ts';
import { inTenant } from '#db/tenant.ts';
import { isPresentedBy } from './holder-of.ts';
import { loadPrincipals } from './load-principals.ts';
import type { Principal } from './snapshot.ts';

interface Waiting {
  readonly keyHash: string;
  resolve(principal: Principal | null): void;
  reject(error: unknown): void;
}

/** Keys looked up with one query. */
const keysPerBatch = 200;
/** Batches on their way at the same time; what comes meanwhile makes the next. */
const batchesAtOnce = 2;

/**
 * Looks keys up in batches: one that comes alone is looked up at once, those that come while two batches are on their way
 * share the next. A process that starts under full load asks the database some dozens of times, not once for each key.
 */
export class PrincipalBatches {
  readonly #databases: Pick<Databases, 'app' | 'lookup'>;
  #waiting: Waiting[] = [];
  #running = 0;

  constructor(databases: Pick<Databases, 'app' | 'lookup'>) {
    this.#databases = databases;
  }

  /** Null when there is no such key. */
  load(keyHash: string): Promise<Principal | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ keyHash, resolve, reject });
      // After this turn of the loop, so that what arrived together goes together.
      queueMicrotask(() => this.#next());
    });
  }

  #next(): void {
    if (this.#waiting.length === 0 || this.#running >= batchesAtOnce) return;
    const batch = this.#waiting.splice(0, keysPerBatch);
    this.#running += 1;
    this.#lookUp(batch.map(({ keyHash }) => keyHash))
      .then((found) => {
        for (const { keyHash, resolve } of batch) resolve(found.get(keyHash) ?? null);
      })
      .catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      })
      .finally(() => {
        this.#running -= 1;
        this.#next();
      });
  }

  async #lookUp(keyHashes: readonly string[]): Promise<ReadonlyMap<string, Principal>> {
    const keys = await findKeys(this.#databases.lookup, keyHashes);
    const found = new Map<string, Principal>();
    for (const [tenantId, ofTenant] of Map.groupBy(keys, (key) => key.tenantId)) {
      const keyIds = ofTenant.map(({ id }) => id);
      const principals = await inTenant(this.#databases.app, tenantId, (tx) => loadPrincipals(tx, tenantId, keyIds), { readOnly: true });
      for (const { id, keyHash } of ofTenant) {
        const principal = principals.get(id);
        if (principal !== undefined && isPresentedBy(principal, keyHash)) found.set(keyHash, principal);
      }
    }
    return found;
  }
}
