import type { Databases } from '#db/client.ts';
import { type ConfigChange, ConfigPoller, configChannel } from '#db/config-changes.ts';
import { inTenant } from '#db/tenant.ts';
import { priceTableOf } from '#lib/catalog/current-price-table.ts';
import { currentPriceVersion } from '#lib/catalog/load-price-table.ts';
import type { ModelPrice } from '#lib/catalog/model-price.ts';
import type { PriceTable } from '#lib/catalog/price-table.ts';
import type { TenantPrices } from '#lib/catalog/tenant-prices.ts';
import type { Clock } from '#lib/core/clock.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { within } from '#lib/process/within.ts';
import { ConfigWatch } from './config-watch.ts';
import { isPresentedBy } from './holder-of.ts';
import { loadPrincipals } from './load-principals.ts';
import { loadTenant } from './load-tenant.ts';
import { everything, PendingRefreshes, type Refresh, refreshOf } from './pending-refreshes.ts';
import { PrincipalBatches } from './principal-batches.ts';
import { PrincipalCache } from './principal-cache.ts';
import { type Load, SharedLoads } from './shared-loads.ts';
import type { Principal, Snapshot, TenantSnapshot } from './snapshot.ts';
import { defaultSnapshotLimits, type SnapshotLimits } from './snapshot-limits.ts';
import { TenantCache } from './tenant-cache.ts';
import { UnknownKeys } from './unknown-keys.ts';

export interface SnapshotOptions {
  readonly databases: Pick<Databases, 'app' | 'lookup' | 'listen'>;
  readonly clock: Clock;
  readonly masterKeys: MasterKeys;
  readonly logger: Logger;
  readonly limits?: Partial<SnapshotLimits>;
}

/** The snapshot with its life. */
export interface LiveSnapshot extends Snapshot {
  /** Begins to follow the configuration; resolves after the first round, also when the database is away. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Keys read again in one query. */
const keysPerSlice = 500;
/** Tenants read again at the same time. */
const tenantsAtOnce = 4;

/** A snapshot that fills itself from the database on a miss and follows `config_version`. */
export function createSnapshot(options: SnapshotOptions): LiveSnapshot {
  return new DatabaseSnapshot(options);
}

class DatabaseSnapshot implements LiveSnapshot {
  readonly #options: SnapshotOptions;
  readonly #limits: SnapshotLimits;
  readonly #principals: PrincipalCache;
  readonly #unknownKeys: UnknownKeys;
  readonly #batches: PrincipalBatches;
  readonly #tenants = new TenantCache();
  readonly #principalLoads = new SharedLoads<Principal | null>();
  readonly #tenantLoads = new SharedLoads<TenantSnapshot>();
  readonly #pending = new PendingRefreshes();
  readonly #watch: ConfigWatch;
  #prices: PriceTable | undefined;
  #pricesCheckedAtMs = Number.NEGATIVE_INFINITY;
  #sweptAtMs: number;
  #isFollowing = false;
  #isListening = false;

  constructor(options: SnapshotOptions) {
    const { databases, clock, logger } = options;
    this.#options = options;
    this.#limits = { ...defaultSnapshotLimits, ...options.limits };
    this.#batches = new PrincipalBatches(databases);
    this.#principals = new PrincipalCache(this.#limits.principalsMax);
    this.#unknownKeys = new UnknownKeys(clock, this.#limits.unknownKeysMax, this.#limits.unknownKeyMs);
    this.#sweptAtMs = clock.now();
    const poller = new ConfigPoller(databases.lookup);
    this.#watch = new ConfigWatch({
      poll: () => poller.poll(),
      apply: (changes) => this.#apply(changes),
      clock,
      logger,
      pollMs: this.#limits.pollMs,
    });
  }

  async start(): Promise<void> {
    await within(this.#limits.loadMs, this.#watch.start());
  }

  stop(): Promise<void> {
    return this.#watch.stop();
  }

  principal(keyHash: string): Principal | null | undefined {
    return this.#principals.get(keyHash) ?? (this.#unknownKeys.has(keyHash) ? null : undefined);
  }

  loadPrincipal(keyHash: string): Promise<Principal | null> {
    if (this.#principalLoads.size >= this.#limits.loadsMax) return Promise.reject(new AppError('too_many_in_flight'));
    return this.#principalLoads.run(keyHash, (load) => this.#inTime(this.#loadPrincipal(keyHash, load)));
  }

  tenant(tenantId: string): TenantSnapshot | undefined {
    return this.#tenants.get(tenantId);
  }

  loadTenant(tenantId: string): Promise<TenantSnapshot> {
    return this.#tenantLoads.run(tenantId, (load) => this.#inTime(this.#loadTenant(tenantId, load)));
  }

  price(provider: string, model: string, prices: TenantPrices | null): ModelPrice | undefined {
    const nowMs = this.#options.clock.now();
    const table = prices === null ? this.#prices : prices.tableAt(nowMs, this.#prices);
    return table?.price(provider, model, nowMs);
  }

  dearestPrice(provider: string, prices: TenantPrices | null): ModelPrice | undefined {
    const table = prices === null ? this.#prices : prices.tableAt(this.#options.clock.now(), this.#prices);
    return table?.dearest(provider);
  }

  catalogueModels(provider: string): readonly string[] {
    return this.#prices?.models(provider) ?? [];
  }

  stalenessMs(): number {
    return this.#watch.stalenessMs();
  }

  async #loadPrincipal(keyHash: string, load: Load): Promise<Principal | null> {
    const principal = await this.#batches.load(keyHash);
    if (load.outdated) return null;
    if (principal === null) this.#unknownKeys.add(keyHash);
    else this.#principals.set(keyHash, principal);
    return principal;
  }

  async #loadTenant(tenantId: string, load: Load): Promise<TenantSnapshot> {
    load.tenantId = tenantId;
    const snapshot = await this.#readTenant(tenantId);
    if (!load.outdated) this.#tenants.set(snapshot);
    return snapshot;
  }

  #readPrincipals(tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Principal>> {
    return inTenant(this.#options.databases.app, tenantId, (tx) => loadPrincipals(tx, tenantId, ids), { readOnly: true });
  }

  #readTenant(tenantId: string): Promise<TenantSnapshot> {
    const { databases, masterKeys, logger } = this.#options;
    const loader = { masterKeys, logger, clock: this.#options.clock, inFlightMaxPerTenant: this.#limits.inFlightMaxPerTenant };
    return inTenant(databases.app, tenantId, (tx) => loadTenant(tx, tenantId, loader), { readOnly: true, isolation: 'repeatable read' });
  }

  /** Whatever keeps the database from answering in time is an outage to the caller: what cannot be known is not denied. */
  async #inTime<Value>(work: Promise<Value>): Promise<Value> {
    try {
      if (await within(this.#limits.loadMs, work)) return await work;
    } catch (cause) {
      throw cause instanceof AppError ? cause : new AppError('database_unavailable', { cause });
    }
    work.catch(() => {});
    throw new AppError('database_unavailable');
  }

  async #apply(changes: readonly ConfigChange[]): Promise<void> {
    if (!this.#isFollowing) {
      // What was loaded before the first poll may have changed before the poll's starting point.
      this.#isFollowing = true;
      for (const tenantId of [...this.#tenants.tenantIds(), ...this.#principals.tenantIds()]) this.#note(tenantId, everything);
    }
    for (const { tenantId, section } of changes) this.#note(tenantId, refreshOf(section));
    for (const tenantId of this.#tenants.ended(this.#options.clock.now())) this.#note(tenantId, refreshOf('mcp'));
    this.#listen();
    await this.#pending.work(tenantsAtOnce, (tenantId, what) => this.#refresh(tenantId, what));
    await this.#refreshPrices();
    this.#sweepWhenDue();
  }

  #note(tenantId: string, what: Refresh): void {
    if (what.principals) this.#principalLoads.outdate(tenantId);
    if (what.tenant) this.#tenantLoads.outdate(tenantId);
    this.#pending.add(tenantId, what);
  }

  /** Nothing waits for it: a hint that cannot be heard costs at most the time to the next poll. */
  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    const { databases, logger } = this.#options;
    databases
      .listen(configChannel, () => this.#watch.hint())
      .catch((err: unknown) => {
        this.#isListening = false;
        logger.debug({ err }, 'Hints of configuration changes cannot be heard');
      });
  }

  /** Brings one tenant up to date; one that cannot be read for reasons of its own is forgotten, so that the others stay current. */
  async #refresh(tenantId: string, what: Refresh): Promise<void> {
    try {
      if (what.tenant && this.#tenants.has(tenantId)) this.#tenants.replace(await this.#readTenant(tenantId));
      if (what.principals) await this.#refreshPrincipals(tenantId);
    } catch (err) {
      if (!(err instanceof AppError)) throw err;
      this.#options.logger.error({ err, tenantId }, 'A tenant cannot be read and is forgotten');
      this.#tenants.delete(tenantId);
      for (const [, keyHash] of this.#principals.keysOf(tenantId)) this.#principals.delete(keyHash);
    }
  }

  /** Reads all cached keys of a tenant again, a slice at a time; calls go on with the old ones until theirs is replaced. */
  async #refreshPrincipals(tenantId: string): Promise<void> {
    const keys = this.#principals.keysOf(tenantId);
    for (let start = 0; start < keys.length; start += keysPerSlice) {
      const slice = keys.slice(start, start + keysPerSlice);
      const fresh = await this.#readPrincipals(
        tenantId,
        slice.map(([id]) => id),
      );
      for (const [id, keyHash] of slice) {
        const principal = fresh.get(id);
        if (principal === undefined || !isPresentedBy(principal, keyHash)) this.#principals.delete(keyHash);
        else this.#principals.replace(keyHash, principal);
      }
    }
  }

  async #refreshPrices(): Promise<void> {
    const { clock, databases, logger } = this.#options;
    if (this.#prices !== undefined && clock.now() - this.#pricesCheckedAtMs < this.#limits.priceCheckMs) return;
    const versionId = await currentPriceVersion(databases.lookup);
    if (versionId !== undefined && versionId !== this.#prices?.versionId) {
      const isFirst = this.#prices === undefined;
      this.#prices = await priceTableOf(databases.lookup, versionId);
      // Tenants that were read before there was a list know none of their own.
      if (isFirst) for (const tenantId of this.#tenants.tenantIds()) this.#note(tenantId, refreshOf('prices'));
      logger.info({ versionId }, 'Prices loaded');
    }
    this.#pricesCheckedAtMs = clock.now();
  }

  #sweepWhenDue(): void {
    const nowMs = this.#options.clock.now();
    if (nowMs - this.#sweptAtMs < this.#limits.sweepMs) return;
    this.#sweptAtMs = nowMs;
    this.#principals.sweep();
    this.#tenants.sweep();
  }
}
