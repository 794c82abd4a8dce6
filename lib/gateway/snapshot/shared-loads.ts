/** One load that is running. */
export interface Load {
  /** Set by the work as soon as it knows whose data it reads. */
  tenantId: string | undefined;
  /** What the work may have read has changed since; it is then done again. */
  outdated: boolean;
}

/**
 * Loads that share their work: however many callers wait for a key, it is loaded once. A load during which its tenant's
 * configuration changed is repeated, so that nothing old is remembered after the change was dealt with.
 */
export class SharedLoads<Value> {
  readonly #running = new Map<string, { readonly load: Load; readonly promise: Promise<Value> }>();

  get size(): number {
    return this.#running.size;
  }

  run(key: string, work: (load: Load) => Promise<Value>): Promise<Value> {
    const known = this.#running.get(key);
    if (known !== undefined) return known.promise;
    const load: Load = { tenantId: undefined, outdated: false };
    const promise = this.#repeat(load, work).finally(() => this.#running.delete(key));
    this.#running.set(key, { load, promise });
    return promise;
  }

  /** Tells the loads of a tenant, and those that do not know theirs yet, that something changed. */
  outdate(tenantId: string): void {
    for (const { load } of this.#running.values()) {
      if (load.tenantId === undefined || load.tenantId === tenantId) load.outdated = true;
    }
  }

  async #repeat(load: Load, work: (load: Load) => Promise<Value>): Promise<Value> {
    for (;;) {
      load.outdated = false;
      const value = await work(load);
      if (!load.outdated) return value;
    }
  }
}
