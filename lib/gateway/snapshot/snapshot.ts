import type { TenantApprovals } from '#lib/approvals/tenant-approvals.ts';
import type { TenantBudgets } from '#lib/budgets/engine/tenant-budgets.ts';
import type { ModelPrice } from '#lib/catalog/model-price.ts';
import type { TenantPrices } from '#lib/catalog/tenant-prices.ts';
import type { ContentRules } from '#lib/content-log/content-rules.ts';
import type { RouteDefinition } from '#lib/contracts/route-definition.ts';
import type { OptimizationLevel } from '#lib/contracts/routing-preferences.ts';
import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import type { DataProtection } from '#lib/data-classes/data-protection.ts';
import type { TenantRateLimits } from '#lib/rate-limits/engine/tenant-rate-limits.ts';
import type { Attributions } from '../attribution/attributions.ts';
import type { CacheSettings } from '../cache/cache-settings.ts';
import type { TenantGuardrails } from '../guardrails/tenant-guardrails.ts';
import type { McpServer } from '../mcp/mcp-server.ts';
import type { TenantPolicies } from '../policies/tenant-policies.ts';
import type { KeyScopes } from '../scopes/key-scopes.ts';
import type { Pools } from '../scopes/pools.ts';
import type { TransformationRule } from '../transformations/transformation-rules.ts';

export type { ModelPrice, PriceMeter, PriceTier } from '#lib/catalog/model-price.ts';

/**
 * What the gateway knows without asking the database: an immutable picture of keys, tenants, connections and prices,
 * replaced part by part when `config_version` moves.
 */

/** The loan by which somebody else calls with a key. */
export interface KeyLoan {
  readonly loanId: string;
  /** Of the secret that the borrower has now; one that it replaced is none any more. */
  readonly keyHash: string;
  /** Where the key itself is: connections are reached from there. */
  readonly lender: { readonly teamId: string | null; readonly departmentId: string | null };
}

/** Who is calling, as the virtual key says. Status and expiry are checked at each call, not when loaded. */
export interface Principal {
  readonly tenantId: string;
  readonly keyId: string;
  readonly keyStatus: 'active' | 'disabled';
  /** Milliseconds since the epoch; null for keys that do not expire. */
  readonly expiresAtMs: number | null;
  readonly departmentId: string | null;
  readonly teamId: string | null;
  readonly userId: string | null;
  /** False when the owner's account is deactivated or the tenant suspended. */
  readonly ownerActive: boolean;
  /** Null allows every model of the tenant. */
  readonly allowedModels: ReadonlySet<string> | null;
  /** What the key is limited to beside its models; absent where it is limited to nothing. */
  readonly scopes?: KeyScopes;
  /** What all calls of the key are for; absent where it is not bound to a project. */
  readonly projectId?: string;
  readonly environmentId?: string;
  /** Of the owner's e-mail address, in lower case; absent where the key is nobody's own. */
  readonly emailDomain?: string;
  /** Absent where the key's own secret was presented. With it, team and department are the borrower's, and all else is the key's. */
  readonly loan?: KeyLoan;
}

/** A connection ready to be called; the credential is already decrypted and lives only in memory. */
export interface ConnectionTarget {
  readonly connectionId: string;
  readonly name: string;
  /** Name in the provider registry. */
  readonly provider: string;
  readonly baseUrl: string | null;
  readonly credential: string | null;
  readonly models: readonly string[];
  /** What the provider wants to be told beside address and credential, such as a region. */
  readonly settings?: ConnectionSettings;
  /** What models are called at the connection where it has names of its own for them: Azure's deployments. */
  readonly modelNames?: Readonly<Record<string, string>>;
  /** Where the provider processes what it is sent; absent where nobody has said. */
  readonly region?: string;
}

export interface TenantSnapshot {
  readonly tenantId: string;
  readonly unpricedPolicy: 'block' | 'hold' | 'flag';
  /** Own terms and pinned lists; null where the tenant pays the newest list as it is. */
  readonly prices: TenantPrices | null;
  readonly connections: readonly ConnectionTarget[];
  /** Connections that are left out because the tenant is bound to a region; null where there are none. */
  readonly outOfRegion: { readonly region: string; readonly connections: readonly string[] } | null;
  /** Connections that are left out because the organization does not allow their providers; null where there are none. */
  readonly notAllowed: readonly string[] | null;
  /** Who reaches connections of departments and teams; null where all are the organization's. */
  readonly pools: Pools | null;
  /** The tenant before its connections were narrowed to the providers of one key; absent where they were not. */
  readonly whole?: TenantSnapshot;
  /** Published routes by name. */
  readonly routes: ReadonlyMap<string, PublishedRoute>;
  /** Null where nobody in the tenant prefers anything. */
  readonly preferences: Preferences | null;
  /** Most calls of the tenant in flight at once in this process. */
  readonly inFlightMax: number;
  /** How answers are kept; null where they are not. */
  readonly cache: CacheSettings | null;
  /** The rules that change requests on their way, in their order; null where there are none. */
  readonly transformations: readonly TransformationRule[] | null;
  /** Null where no guardrail is in force or watches. */
  readonly guardrails: TenantGuardrails | null;
  /** Null where the organization has no classes of data. */
  readonly protection: DataProtection | null;
  /** How much of its calls is kept; null where nothing is. */
  readonly contentRules: ContentRules | null;
  /** Null where no policy is in force or watches. */
  readonly policies: TenantPolicies | null;
  /** Active tool servers by their names in addresses; null where there are none. */
  readonly mcpServers: ReadonlyMap<string, McpServer> | null;
  /** Null where no call of the tenant needs an approval. */
  readonly approvals: TenantApprovals | null;
  /** Null where the tenant has no active budget. */
  readonly budgets: TenantBudgets | null;
  /** Null where the tenant has neither projects nor cost centers. */
  readonly attributions: Attributions | null;
  /** Null where the tenant limits no rate. */
  readonly rateLimits: TenantRateLimits | null;
  /** When something in it ends by itself, such as a role, so that it has to be read again; null where nothing does. */
  readonly endsAtMs: number | null;
}

/** A route as it is in force. */
export interface PublishedRoute {
  readonly routeId: string;
  readonly name: string;
  readonly version: number;
  readonly definition: RouteDefinition;
}

/** What is preferred among connections that serve the same model. */
export interface Preference {
  readonly connectionIds: readonly string[];
  readonly providers: readonly string[];
  readonly optimization: OptimizationLevel;
}

/** What each part of a tenant prefers. */
export interface Preferences {
  /** What applies to calls of a team, or of a department where there is no team; null where nothing does. */
  of(teamId: string | null, departmentId: string | null): Preference | null;
}

/** Read side of the snapshot; every method but the `load…` ones is synchronous and allocation-free on a hit. */
export interface Snapshot {
  /** Undefined: not in memory, call `loadPrincipal`. Null: known not to exist (negative cache). */
  principal(keyHash: string): Principal | null | undefined;
  /** One database round trip however many callers wait. Rejects with `database_unavailable` when it cannot be known. */
  loadPrincipal(keyHash: string): Promise<Principal | null>;
  tenant(tenantId: string): TenantSnapshot | undefined;
  loadTenant(tenantId: string): Promise<TenantSnapshot>;
  /** The list's price, for tenants with a list of their own by that one. Undefined: none is known for the model as this provider names it. */
  price(provider: string, model: string, prices: TenantPrices | null): ModelPrice | undefined;
  /** What a model without a price is held and booked at, where the tenant says so: the dearest price of its provider. */
  dearestPrice(provider: string, prices: TenantPrices | null): ModelPrice | undefined;
  /** The model names that the price catalogue lists for a provider, for connections that name none themselves; empty when it knows none. */
  catalogueModels(provider: string): readonly string[];
  /** Milliseconds since the configuration was last known to be current. */
  stalenessMs(): number;
}
