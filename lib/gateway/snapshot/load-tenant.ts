import { and, asc, eq, isNull } from 'drizzle-orm';
import { connection, tenant } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { loadApprovals } from '#lib/approvals/load-approvals.ts';
import { loadBudgets } from '#lib/budgets/engine/load-budgets.ts';
import { readTenantPrices } from '#lib/catalog/read-tenant-prices.ts';
import { openWith, readWrappedKeys } from '#lib/connections/keyring.ts';
import type { Clock } from '#lib/core/clock.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { limitsOf } from '#lib/organization/tenant-limits.ts';
import { loadRateLimits } from '#lib/rate-limits/engine/load-rate-limits.ts';
import { servesRegion } from '#lib/routes/serves-region.ts';
import type { TenantPolicies } from '../policies/tenant-policies.ts';
import { providerNamed } from '../providers/index.ts';
import { loadAttributions } from './load-attributions.ts';
import { loadCacheSettings } from './load-cache-settings.ts';
import { loadContentRules } from './load-content-rules.ts';
import { loadGuardrails } from './load-guardrails.ts';
import { loadMcpServers } from './load-mcp-servers.ts';
import { loadPolicies, policyUsageMs } from './load-policies.ts';
import { loadPools } from './load-pools.ts';
import { loadPreferences } from './load-preferences.ts';
import { loadProtection } from './load-protection.ts';
import { loadRoutes } from './load-routes.ts';
import { loadTransformations } from './load-transformations.ts';
import { readNextEnd } from './read-next-end.ts';
import type { ConnectionTarget, TenantSnapshot } from './snapshot.ts';

export interface TenantLoader {
  readonly masterKeys: MasterKeys;
  readonly inFlightMaxPerTenant: number;
  readonly logger: Logger;
  readonly clock: Clock;
}

const isEmpty = (record: object): boolean => Object.keys(record).length === 0;

/**
 * What lies outside the tenant's region is not even in the snapshot, so that nothing on the way of a call can reach it. A
 * provider that this version does not know serves nothing anyway.
 */
function byRegion<Stored extends { readonly name: string; readonly provider: string; readonly region: string | null }>(
  residency: string,
  stored: readonly Stored[],
): { readonly within: readonly Stored[]; readonly outside: readonly string[] } {
  const isWithin = ({ provider, region }: Stored) => servesRegion(residency, region, providerNamed(provider) ?? { transport: null });
  return { within: stored.filter(isWithin), outside: stored.filter((one) => !isWithin(one)).map(({ name }) => name) };
}

/** What policies are told of usage is read again soon, where one of them asks for it. */
function earliest(endsAtMs: number | null, policies: TenantPolicies | null): number | null {
  if (policies === null || policies.usage === null) return endsAtMs;
  const readAgainAtMs = policies.usage.readAtMs + policyUsageMs;
  return endsAtMs === null ? readAgainAtMs : Math.min(endsAtMs, readAgainAtMs);
}

/**
 * A tenant with its active connections, oldest first, credentials opened. A connection whose credential does not open is
 * left out and logged: the others go on serving. Wants a transaction that reads one picture.
 */
export async function loadTenant(tx: TenantTransaction, tenantId: string, loader: TenantLoader): Promise<TenantSnapshot> {
  const [row] = await tx
    .select({ unpricedPolicy: tenant.unpricedPolicy, residency: tenant.residency, settings: tenant.settings, ceiling: tenant.ceiling })
    .from(tenant)
    .where(eq(tenant.tenantId, tenantId));
  if (row === undefined) throw new AppError('internal', { internal: `Tenant ${tenantId} does not exist` });
  const stored = await tx
    .select()
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), eq(connection.status, 'active'), isNull(connection.archivedAt)))
    .orderBy(asc(connection.id));
  const keys = await readWrappedKeys(tx, tenantId);
  const { providers_allowed: allowed } = limitsOf(row.settings, row.ceiling);
  const usable = allowed === null ? stored : stored.filter(({ provider }) => allowed.includes(provider));
  const { within, outside } = byRegion(row.residency, usable);
  const connections = within.flatMap((one): ConnectionTarget[] => {
    const { id, name, provider, baseUrl, credential, encryptionKeyId, models, settings, modelNames, region } = one;
    const named = { ...(isEmpty(settings) ? {} : { settings }), ...(isEmpty(modelNames) ? {} : { modelNames }) };
    const own = { ...named, ...(region === null ? {} : { region }) };
    const target = { connectionId: id, name, provider, baseUrl, models, ...own };
    if (credential === null || encryptionKeyId === null) return [{ ...target, credential: null }];
    try {
      return [{ ...target, credential: openWith(loader.masterKeys, tenantId, keys, { connectionId: id, credential, encryptionKeyId }) }];
    } catch (err) {
      loader.logger.error({ err, tenantId, connectionId: id }, 'A connection is out of service because its credential does not open');
      return [];
    }
  });
  const mcpServers = await loadMcpServers(tx, tenantId, keys, loader);
  const approvals = await loadApprovals(tx, tenantId);
  const rateLimits = await loadRateLimits(tx, tenantId);
  const protection = await loadProtection(tx, tenantId);
  const policies = await loadPolicies(tx, tenantId, loader.logger, loader.clock.now());
  const hasEnds = policies !== null || mcpServers !== null || approvals !== null || rateLimits !== null;
  return {
    ...{ tenantId, unpricedPolicy: row.unpricedPolicy, connections, inFlightMax: loader.inFlightMaxPerTenant },
    outOfRegion: outside.length === 0 ? null : { region: row.residency, connections: outside },
    notAllowed: usable.length === stored.length ? null : stored.filter((one) => !usable.includes(one)).map(({ name }) => name),
    pools: await loadPools(tx, tenantId, stored),
    routes: await loadRoutes(tx, tenantId, loader.logger),
    preferences: await loadPreferences(tx, tenantId),
    cache: await loadCacheSettings(tx, tenantId),
    transformations: await loadTransformations(tx, tenantId),
    ...{ protection, contentRules: await loadContentRules(tx, tenantId, protection) },
    ...{ mcpServers, approvals, rateLimits, policies, endsAtMs: earliest(hasEnds ? await readNextEnd(tx, tenantId) : null, policies) },
    budgets: await loadBudgets(tx, tenantId),
    guardrails: await loadGuardrails(tx, tenantId, keys, loader),
    attributions: await loadAttributions(tx, tenantId),
    prices: await readTenantPrices(tx, tenantId, loader.clock.now()),
  };
}
