import type { AppDatabase } from '#db/client.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { type DataKey, dataKeyForSealing, readWrappedKeys, unwrapDataKey } from '#lib/connections/keyring.ts';
import type { Clock } from '#lib/core/clock.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { open, seal } from '#lib/core/secrets.ts';

/** After this long the tenant's newest key is looked up again, so that a renewed one comes into use. */
const newestForMs = 60_000;
const tenantsMax = 1_000;

interface TenantKeys {
  readonly byId: Map<string, DataKey>;
  newest: DataKey | null;
  newestAtMs: number;
}

export interface AnswerVaultOptions {
  readonly app: AppDatabase;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
}

/**
 * Seals what is kept of calls under the tenant's data keys, which it remembers unwrapped. Each seal is bound to its row: a
 * ciphertext that is moved to another tenant or row does not open.
 */
export class AnswerVault {
  readonly app: AppDatabase;
  readonly #masterKeys: MasterKeys;
  readonly #clock: Clock;
  readonly #tenants = new Map<string, TenantKeys>();

  constructor({ app, masterKeys, clock }: AnswerVaultOptions) {
    this.app = app;
    this.#masterKeys = masterKeys;
    this.#clock = clock;
  }

  /** The key to seal under; made where the tenant has none yet. */
  async sealingKey(tenantId: string): Promise<DataKey> {
    const keys = this.#keysOf(tenantId);
    const nowMs = this.#clock.now();
    if (keys.newest !== null && nowMs - keys.newestAtMs < newestForMs) return keys.newest;
    const newest = await inTenant(this.app, tenantId, (tx) => dataKeyForSealing(tx, tenantId, this.#masterKeys));
    keys.newest = newest;
    keys.newestAtMs = nowMs;
    keys.byId.set(newest.id, newest);
    return newest;
  }

  seal(key: DataKey, plaintext: Buffer, context: string): Buffer {
    return seal(key.key, plaintext, context);
  }

  /** Throws when the key is not the tenant's or the ciphertext is not this row's. */
  async open(tx: TenantTransaction, tenantId: string, keyId: string, sealed: Buffer, context: string): Promise<Buffer> {
    const keys = this.#keysOf(tenantId);
    const known = keys.byId.get(keyId) ?? (await this.#load(tx, tenantId, keys, keyId));
    return open(known.key, sealed, context);
  }

  async #load(tx: TenantTransaction, tenantId: string, keys: TenantKeys, keyId: string): Promise<DataKey> {
    const stored = (await readWrappedKeys(tx, tenantId)).find(({ id }) => id === keyId);
    if (stored === undefined) throw new Error(`Data key ${keyId} is missing`);
    const dataKey = unwrapDataKey(this.#masterKeys, tenantId, stored);
    keys.byId.set(keyId, dataKey);
    return dataKey;
  }

  #keysOf(tenantId: string): TenantKeys {
    const known = this.#tenants.get(tenantId);
    if (known !== undefined) return known;
    // Which tenant is forgotten does not matter: its keys are looked up again when it is needed.
    const [first] = this.#tenants.keys();
    if (this.#tenants.size >= tenantsMax && first !== undefined) this.#tenants.delete(first);
    const keys: TenantKeys = { byId: new Map(), newest: null, newestAtMs: 0 };
    this.#tenants.set(tenantId, keys);
    return keys;
  }
}
