import { defineQuery } from '#lib/command/define-query.ts';
import { type CatalogModel, catalogModelList } from '#lib/contracts/catalog.ts';
import { decodeCursor, pageFrom } from '#lib/core/cursor.ts';
import { priceAt } from './price-table.ts';
import { catalogueNameOf, type ModelSource, modelsOf, priceOfServed, readServedModels, type ServedModels } from './served-models.ts';
import { toPriceTiers } from './to-price-tiers.ts';

function toResource(served: ServedModels, source: ModelSource, model: string): CatalogModel {
  const { provider, connectionId, connectionName } = source;
  const found = served.table?.find(catalogueNameOf(provider), model);
  const listed = found === undefined ? undefined : priceAt(found, served.atMs);
  const price = priceOfServed(served, provider, model);
  return {
    model,
    name: found?.name ?? model,
    connection_id: connectionId,
    connection_name: connectionName,
    provider: provider.name,
    provider_label: provider.label,
    context_window_tokens: found?.contextWindowTokens ?? null,
    price_version_id: listed?.versionId ?? null,
    price_override_id: price?.overrideId ?? null,
    tiers: price === undefined ? null : toPriceTiers(price),
    list_tiers: listed === undefined ? null : toPriceTiers(listed),
  };
}

/** By code unit, as the cursor compares: a collation could differ from one process to the next. */
const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
const comparePlaces = (left: readonly [string, string], right: readonly [string, string]): number =>
  compare(left[0], right[0]) || compare(left[1], right[1]);

export const listCatalogModels = defineQuery(catalogModelList, async (ctx, input) => {
  const served = await readServedModels(ctx);
  const [afterModel, afterConnection] = decodeCursor(input.cursor, 2) ?? [];
  const search = input.search?.toLowerCase();
  const sources = served.sources.filter(
    ({ connectionId, provider }) =>
      (input.connection_id === undefined || connectionId === input.connection_id) &&
      (input.provider === undefined || provider.name === input.provider),
  );
  const rows = sources
    .flatMap((source) => modelsOf(served, source).map((model) => ({ source, model, place: [model, source.connectionId] as const })))
    .filter(({ place }) => afterModel === undefined || comparePlaces(place, [afterModel, afterConnection ?? '']) > 0)
    .sort((left, right) => comparePlaces(left.place, right.place));
  const matching: CatalogModel[] = [];
  for (const { source, model } of rows) {
    if (matching.length > input.limit) break;
    const resource = toResource(served, source, model);
    if (search !== undefined && !`${resource.model}\n${resource.name}`.toLowerCase().includes(search)) continue;
    if (input.priced !== 'all' && (resource.tiers !== null) !== (input.priced === 'yes')) continue;
    matching.push(resource);
  }
  const page = pageFrom(matching, input.limit, (row) => [row.model, row.connection_id]);
  return { data: [...page.rows], next_cursor: page.nextCursor };
});
