import { and, asc, eq, isNull } from 'drizzle-orm';
import { connection } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { ProviderFacts } from '#lib/command/provider-facts.ts';
import { currentPriceTable } from './current-price-table.ts';
import type { PriceTable } from './price-table.ts';

/** An active connection with what is known of its provider. */
export interface ModelSource {
  readonly connectionId: string;
  readonly connectionName: string;
  readonly provider: ProviderFacts;
  /** Models the connection names itself; empty leaves it to the provider. */
  readonly models: readonly string[];
}

/** Everything that decides which models the tenant can call. */
export interface ServedModels {
  readonly sources: readonly ModelSource[];
  /** Undefined before the first import of prices. */
  readonly table: PriceTable | undefined;
  readonly atMs: number;
}

/** The tenant's active connections of providers that this version knows, oldest first, with the prices in force. */
export async function readServedModels({ tx, tenantId, runtime, now }: OperationContext): Promise<ServedModels> {
  const rows = await tx
    .select({ connectionId: connection.id, connectionName: connection.name, provider: connection.provider, models: connection.models })
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), eq(connection.status, 'active'), isNull(connection.archivedAt)))
    .orderBy(asc(connection.id));
  const sources = rows.flatMap((row) => {
    const provider = runtime.providers.find(({ name }) => name === row.provider);
    return provider === undefined ? [] : [{ ...row, provider }];
  });
  return { sources, table: await currentPriceTable(tx), atMs: now.getTime() };
}

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

function serves(served: ServedModels, source: ModelSource, name: string): boolean {
  const { models, provider, connectionName } = source;
  const own = models.length > 0 ? models : provider.models === 'catalogue' ? undefined : provider.models;
  if (own === undefined ? isPriced(served, provider, name) : own.includes(name)) return true;
  if (!name.startsWith(`${connectionName}/`)) return false;
  // `connection/model` reaches whatever an unlisted connection has, and what a listed one lists.
  return own === undefined || own.length === 0 || own.includes(name.slice(connectionName.length + 1));
}

/** Whether a call for this name would find a connection: the same rules by which the gateway resolves it. */
export const isServed = (served: ServedModels, name: string): boolean => served.sources.some((source) => serves(served, source, name));
