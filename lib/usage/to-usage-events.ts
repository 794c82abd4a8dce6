import type { OperationContext } from '#lib/command/context.ts';
import type { UsageEvent } from '#lib/contracts/usage.ts';
import { nameConnections } from './name-connections.ts';
import { nameCostCenters } from './name-cost-centers.ts';
import { nameDimensions } from './name-dimensions.ts';
import { namePolicies } from './name-policies.ts';
import { correctedOf, readCorrections } from './read-corrections.ts';
import type { EventRow } from './search-events.ts';
import { dimensionsOf, toUsageResource } from './to-usage-resource.ts';

/** Stored calls as callers see them, with the names of today and what re-ratings made of their costs; four queries for all, and more for what few of them have. */
export async function toUsageEvents(ctx: OperationContext, rows: readonly EventRow[]): Promise<UsageEvent[]> {
  const names = await nameDimensions(ctx, rows.flatMap(dimensionsOf));
  const corrections = await readCorrections(
    ctx,
    rows.map(({ id }) => id),
  );
  const centers = await nameCostCenters(ctx, names.values());
  const known = { names, centers, policies: await namePolicies(ctx, rows), connections: await nameConnections(ctx, rows) };
  return rows.map((row) => toUsageResource(row, known, correctedOf(row.cost_nano_usd, corrections.get(row.id))));
}
