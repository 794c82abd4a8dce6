import { defineQuery } from '#lib/command/define-query.ts';
import { analyticsModels } from '#lib/contracts/model-ranking.ts';
import { openView } from './analytics-view.ts';
import { rangeShown } from './range-shown.ts';
import { rankingThresholds } from './rank-models.ts';
import { readModelPerformance } from './read-model-performance.ts';

export const getModels = defineQuery(analyticsModels, async (ctx, input) => {
  const view = await openView(ctx, input);
  return { ...rangeShown(view.range), data: [...(await readModelPerformance(view))], thresholds: { ...rankingThresholds } };
});
