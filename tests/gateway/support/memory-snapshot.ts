import { dearestOf } from '#lib/catalog/dearest-price.ts';
import { AppError } from '#lib/core/errors.ts';
import type { ConnectionTarget, ModelPrice, Principal, Snapshot, TenantSnapshot } from '#lib/gateway/snapshot/snapshot.ts';
import { hashVirtualKey, newVirtualKey } from '#lib/keys/virtual-key.ts';

/** A snapshot that tests fill by hand; what is not `loaded` has to be fetched first, as after a start. */
export class MemorySnapshot implements Snapshot {
  readonly pepper = Buffer.alloc(32, 7);
  readonly #principals = new Map<string, Principal>();
  readonly #tenants = new Map<string, TenantSnapshot>();
  readonly #prices = new Map<string, ModelPrice>();
  /** Keys and tenants that are in memory; the others exist only in the pretended database. */
  readonly #inMemory = new Set<string>();
  /** Set to make the pretended database fail. */
  isDatabaseDown = false;
  loads = 0;
  staleMs = 0;

  addTenant(tenant: Partial<TenantSnapshot> & { tenantId: string }): void {
    this.#tenants.set(tenant.tenantId, {
      unpricedPolicy: 'flag',
      connections: [],
      outOfRegion: null,
      notAllowed: null,
      pools: null,
      routes: new Map(),
      preferences: null,
      inFlightMax: 1000,
      cache: null,
      transformations: null,
      policies: null,
      protection: null,
      contentRules: null,
      mcpServers: null,
      approvals: null,
      budgets: null,
      guardrails: null,
      attributions: null,
      prices: null,
      rateLimits: null,
      endsAtMs: null,
      ...tenant,
    });
    this.#inMemory.add(tenant.tenantId);
  }

  setConnections(tenantId: string, connections: readonly ConnectionTarget[]): void {
    const tenant = this.#tenants.get(tenantId);
    this.addTenant({ ...tenant, tenantId, connections });
  }

  /** Adds a key and returns it in clear. */
  addKey(principal: Partial<Principal> & { tenantId: string; keyId: string }, isLoaded = true): string {
    const { key } = newVirtualKey();
    const hash = hashVirtualKey(this.pepper, key);
    this.#principals.set(hash, {
      keyStatus: 'active',
      expiresAtMs: null,
      departmentId: null,
      teamId: null,
      userId: null,
      ownerActive: true,
      allowedModels: null,
      ...principal,
    });
    if (isLoaded) this.#inMemory.add(hash);
    return key;
  }

  /** Takes a key back. */
  disableKey(key: string): void {
    const hash = hashVirtualKey(this.pepper, key);
    const principal = this.#principals.get(hash);
    if (principal !== undefined) this.#principals.set(hash, { ...principal, keyStatus: 'disabled' });
  }

  addPrice(price: Pick<ModelPrice, 'provider' | 'model' | 'tiers'> & Partial<ModelPrice>): void {
    const whole = { versionId: '01936b1e-7a00-7000-8000-0000000000aa', contextWindowTokens: 128_000, ...price };
    this.#prices.set(`${price.provider} ${price.model}`, whole);
  }

  principal(keyHash: string): Principal | null | undefined {
    return this.#inMemory.has(keyHash) ? this.#principals.get(keyHash) : undefined;
  }

  async loadPrincipal(keyHash: string): Promise<Principal | null> {
    this.loads += 1;
    if (this.isDatabaseDown) throw new AppError('database_unavailable');
    const found = this.#principals.get(keyHash);
    if (found !== undefined) this.#inMemory.add(keyHash);
    return found ?? null;
  }

  tenant(tenantId: string): TenantSnapshot | undefined {
    return this.#inMemory.has(tenantId) ? this.#tenants.get(tenantId) : undefined;
  }

  async loadTenant(tenantId: string): Promise<TenantSnapshot> {
    const tenant = this.#tenants.get(tenantId);
    if (tenant === undefined || this.isDatabaseDown) throw new AppError('database_unavailable');
    return tenant;
  }

  price(provider: string, model: string): ModelPrice | undefined {
    return this.#prices.get(`${provider} ${model}`);
  }

  dearestPrice(provider: string): ModelPrice | undefined {
    return dearestOf(
      [...this.#prices.values()].filter((price) => price.provider === provider),
      '01936b1e-7a00-7000-8000-0000000000aa',
      provider,
    );
  }

  catalogueModels(provider: string): readonly string[] {
    return [...this.#prices.values()].filter((price) => price.provider === provider).map((price) => price.model);
  }

  stalenessMs(): number {
    return this.staleMs;
  }
}
