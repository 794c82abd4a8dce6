import { idleSweepsMax } from './principal-cache.ts';
import type { TenantSnapshot } from './snapshot.ts';

interface Entry {
  readonly snapshot: TenantSnapshot;
  used: boolean;
  idleSweeps: number;
}

/** Tenants in memory; those without a call for a while are dropped. */
export class TenantCache {
  readonly #entries = new Map<string, Entry>();

  get(tenantId: string): TenantSnapshot | undefined {
    const entry = this.#entries.get(tenantId);
    if (entry === undefined) return undefined;
    entry.used = true;
    return entry.snapshot;
  }

  has(tenantId: string): boolean {
    return this.#entries.has(tenantId);
  }

  set(snapshot: TenantSnapshot): void {
    this.#entries.set(snapshot.tenantId, { snapshot, used: true, idleSweeps: 0 });
  }

  /** Replaces what is cached without counting that as use. */
  replace(snapshot: TenantSnapshot): void {
    const entry = this.#entries.get(snapshot.tenantId);
    if (entry !== undefined) this.#entries.set(snapshot.tenantId, { ...entry, snapshot });
  }

  delete(tenantId: string): void {
    this.#entries.delete(tenantId);
  }

  tenantIds(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** The tenants of which something has ended by itself. */
  ended(nowMs: number): readonly string[] {
    return this.tenantIds().filter((tenantId) => (this.#entries.get(tenantId)?.snapshot.endsAtMs ?? nowMs + 1) <= nowMs);
  }

  /** Ages all entries by one sweep and drops the idle ones. */
  sweep(): void {
    for (const [tenantId, entry] of this.#entries) {
      entry.idleSweeps = entry.used ? 0 : entry.idleSweeps + 1;
      entry.used = false;
      if (entry.idleSweeps >= idleSweepsMax) this.#entries.delete(tenantId);
    }
  }
}
