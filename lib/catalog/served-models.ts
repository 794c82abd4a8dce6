import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm';
import { connection, route } from '#db/schema/index.ts';
import type { CommandRuntime, TenantReading } from '#lib/command/context.ts';
import type { ProviderFacts } from '#lib/command/provider-facts.ts';
import { currentPriceTable } from './current-price-table.ts';
import { effectivePriceOf } from './effective-price-of.ts';
import type { ModelPrice } from './model-price.ts';
import type { PriceTable } from './price-table.ts';
import { readTenantPrices } from './read-tenant-prices.ts';
import type { TenantPrices } from './tenant-prices.ts';

/** An active connection with what is known of its provider. */
export interface ModelSource {
  readonly connectionId: string;
  readonly connectionName: string;
  readonly provider: ProviderFacts;
  /** Where it processes what it is sent; null where nobody has said. */
  readonly region: string | null;
  /** Models the connection names itself; empty leaves it to the provider. */
  readonly models: readonly string[];
}

/** Everything that decides which models the tenant can call. */
export interface ServedModels {
  readonly sources: readonly ModelSource[];
  /** Published routes, which callers name like models. */
  readonly routeNames: ReadonlySet<string>;
  /** The list in force for the tenant; undefined before the first import of prices. */
  readonly table: PriceTable | undefined;
  /** The tenant's own terms; null where there are none. */
  readonly prices: TenantPrices | null;
  readonly atMs: number;
}

/** What reading the served models takes; jobs have it as well as operations. */
export type ServedReading = TenantReading & { readonly runtime: Pick<CommandRuntime, 'providers'> };

/** The tenant's active connections of providers that this version knows, oldest first, with the prices in force. */
export async function readServedModels({ tx, tenantId, runtime, now }: ServedReading): Promise<ServedModels> {
  const rows = await tx
    .select({
      connectionId: connection.id,
      connectionName: connection.name,
      provider: connection.provider,
      region: connection.region,
      models: connection.models,
    })
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), eq(connection.status, 'active'), isNull(connection.archivedAt)))
    .orderBy(asc(connection.id));
  const sources = rows.flatMap((row) => {
    const provider = runtime.providers.find(({ name }) => name === row.provider);
    return provider === undefined ? [] : [{ ...row, provider }];
  });
  const routes = await tx
    .select({ name: route.name })
    .from(route)
    .where(and(eq(route.tenantId, tenantId), isNotNull(route.publishedVersion), isNull(route.archivedAt)));
  const atMs = now.getTime();
  const newest = await currentPriceTable(tx);
  const prices = await readTenantPrices(tx, tenantId, atMs);
  const table = prices === null ? newest : prices.tableAt(atMs, newest);
  return { sources, routeNames: new Set(routes.map(({ name }) => name)), table, prices, atMs };
}

/** What the tenant pays for a model now, its own terms included. */
export const priceOfServed = ({ prices, table, atMs }: ServedModels, provider: ProviderFacts, model: string): ModelPrice | undefined =>
  effectivePriceOf(prices, table, { name: provider.name, catalogue: catalogueNameOf(provider) }, model, atMs);

/** The provider's name in the price catalogue. */
export const catalogueNameOf = (provider: ProviderFacts): string => provider.catalogue ?? provider.name;

const isPriced = ({ table, atMs }: ServedModels, provider: ProviderFacts, model: string): boolean =>
  table?.price(catalogueNameOf(provider), model, atMs) !== undefined && provider.speaksWith?.(model).size !== 0;

/** The models that a connection serves by name; of a catalogue those with a price. Empty: it takes any name behind its own. */
export function modelsOf(served: ServedModels, { models, provider }: ModelSource): readonly string[] {
  if (models.length > 0) return models;
  if (provider.models !== 'catalogue') return provider.models;
  return (served.table?.models(catalogueNameOf(provider)) ?? []).filter((model) => isPriced(served, provider, model));
}

/** A connection that a call for a name would reach, and the model it would be asked for. */
export interface ServedTarget {
  readonly source: ModelSource;
  readonly model: string;
}

/** Undefined where the price catalogue decides. */
const ownModels = ({ models, provider }: ModelSource): readonly string[] | undefined =>
  models.length > 0 ? models : provider.models === 'catalogue' ? undefined : provider.models;

/** `connection/model` reaches whatever an unlisted connection has, and what a listed one lists. */
function byPrefix(served: ServedModels, name: string): readonly ServedTarget[] {
  return served.sources.flatMap((source) => {
    if (!name.startsWith(`${source.connectionName}/`)) return [];
    const model = name.slice(source.connectionName.length + 1);
    const own = ownModels(source);
    return own === undefined || own.length === 0 || own.includes(model) ? [{ source, model }] : [];
  });
}

/** The connections that a call for a model would reach, best first: by the same rules and in the same order as the gateway resolves it. */
export function targetsOfModel(served: ServedModels, name: string): readonly ServedTarget[] {
  const listed = served.sources.filter((source) => ownModels(source)?.includes(name));
  const catalogued = served.sources.filter((source) => ownModels(source) === undefined && isPriced(served, source.provider, name));
  const found = [...listed, ...catalogued];
  return found.length > 0 ? found.map((source) => ({ source, model: name })) : byPrefix(served, name);
}

/** Whether a call for this name would find a route or a connection. */
export const isServed = (served: ServedModels, name: string): boolean =>
  served.routeNames.has(name) || targetsOfModel(served, name).length > 0;
