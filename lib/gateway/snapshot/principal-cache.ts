import { holderOf } from './holder-of.ts';
import type { Principal } from './snapshot.ts';

interface Entry {
  readonly principal: Principal;
  /** Asked for since the last sweep. */
  used: boolean;
  idleSweeps: number;
}

/** Sweeps after which an entry that nobody asked for is dropped. */
export const idleSweepsMax = 15;

/**
 * Principals by key hash, bounded: the least recently used goes first, approximately (second chance), because an exact
 * order would cost every hit two writes. A hit allocates nothing.
 */
export class PrincipalCache {
  readonly #max: number;
  readonly #entries = new Map<string, Entry>();
  readonly #hashesByTenant = new Map<string, Map<string, string>>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(keyHash: string): Principal | undefined {
    const entry = this.#entries.get(keyHash);
    if (entry === undefined) return undefined;
    entry.used = true;
    return entry.principal;
  }

  set(keyHash: string, principal: Principal): void {
    if (!this.#entries.has(keyHash) && this.#entries.size >= this.#max) this.#evictOne();
    this.#entries.set(keyHash, { principal, used: true, idleSweeps: 0 });
    let hashes = this.#hashesByTenant.get(principal.tenantId);
    if (hashes === undefined) {
      hashes = new Map();
      this.#hashesByTenant.set(principal.tenantId, hashes);
    }
    const holder = holderOf(principal);
    const former = hashes.get(holder);
    // A borrower who took another secret: the former would never be read again, and so stay for good.
    if (former !== undefined && former !== keyHash) this.#entries.delete(former);
    hashes.set(holder, keyHash);
  }

  /** Replaces what is cached under the hash, without counting that as use; nothing where it was evicted meanwhile. */
  replace(keyHash: string, principal: Principal): void {
    const entry = this.#entries.get(keyHash);
    if (entry !== undefined) this.#entries.set(keyHash, { ...entry, principal });
  }

  delete(keyHash: string): void {
    const entry = this.#entries.get(keyHash);
    if (entry === undefined) return;
    this.#entries.delete(keyHash);
    const hashes = this.#hashesByTenant.get(entry.principal.tenantId);
    hashes?.delete(holderOf(entry.principal));
    if (hashes?.size === 0) this.#hashesByTenant.delete(entry.principal.tenantId);
  }

  /** Ids of keys and loans with the hashes of everything cached for a tenant, as of now. */
  keysOf(tenantId: string): readonly (readonly [id: string, keyHash: string])[] {
    return [...(this.#hashesByTenant.get(tenantId) ?? [])];
  }

  /** Tenants of which something is cached. */
  tenantIds(): readonly string[] {
    return [...this.#hashesByTenant.keys()];
  }

  /** Ages all entries by one sweep and drops the idle ones. */
  sweep(): void {
    for (const [keyHash, entry] of this.#entries) {
      entry.idleSweeps = entry.used ? 0 : entry.idleSweeps + 1;
      entry.used = false;
      if (entry.idleSweeps >= idleSweepsMax) this.delete(keyHash);
    }
  }

  #evictOne(): void {
    for (const [keyHash, entry] of this.#entries) {
      if (!entry.used) {
        this.delete(keyHash);
        return;
      }
      // Used since it came to the front: back to the end, as unused. The second time round one is found at the latest.
      entry.used = false;
      this.#entries.delete(keyHash);
      this.#entries.set(keyHash, entry);
    }
  }
}
