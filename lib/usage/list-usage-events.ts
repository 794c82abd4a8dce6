import { defineQuery } from '#lib/command/define-query.ts';
import { usageList } from '#lib/contracts/usage.ts';
import { decodeCursor, encodeCursor } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';
import { isUuid, uuidTimeMs } from '#lib/core/ids.ts';
import { hasTime } from './event-time.ts';
import { nameCostCenters } from './name-cost-centers.ts';
import { nameDimensions } from './name-dimensions.ts';
import { correctedOf, readCorrections } from './read-corrections.ts';
import { searchEvents } from './search-events.ts';
import { dimensionsOf, toUsageResource } from './to-usage-resource.ts';
import { isEmptyScope, resolveUsageScope } from './usage-scope.ts';

/** The id of the last row of the page before: its time is inside it, so it is the whole key. */
function positionOf(cursor: string | undefined): string | null {
  const [id] = decodeCursor(cursor, 1) ?? [];
  if (id === undefined) return null;
  if (!isUuid(id) || !hasTime(id)) throw new AppError('invalid_cursor');
  return id;
}

export const listUsageEvents = defineQuery(usageList, async (ctx, input) => {
  const after = positionOf(input.cursor);
  const scope = await resolveUsageScope(ctx, input);
  if (isEmptyScope(scope)) return { data: [], next_cursor: null, searched_until: null };
  const { rows, next, stoppedEarly } = await searchEvents(ctx, {
    scope,
    fromMs: input.from?.getTime() ?? null,
    toMs: input.to?.getTime() ?? null,
    after,
    status: input.status,
    taskType: input.task_type,
    minCostNanoUsd: input.min_cost_usd,
    limit: input.limit,
  });
  const names = await nameDimensions(ctx, rows.flatMap(dimensionsOf));
  const corrections = await readCorrections(
    ctx,
    rows.map(({ id }) => id),
  );
  const centers = await nameCostCenters(ctx, names.values());
  return {
    data: rows.map((row) => toUsageResource(row, names, centers, correctedOf(row.cost_nano_usd, corrections.get(row.id)))),
    next_cursor: next === null ? null : encodeCursor([next]),
    searched_until: stoppedEarly && next !== null ? new Date(uuidTimeMs(next)) : null,
  };
});
