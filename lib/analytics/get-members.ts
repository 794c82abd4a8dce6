import { defineQuery } from '#lib/command/define-query.ts';
import { analyticsMembers } from '#lib/contracts/member-insights.ts';
import { openView } from './analytics-view.ts';
import { efficiencyFormula } from './efficiency-score.ts';
import { rangeShown } from './range-shown.ts';
import { readMembers } from './read-members.ts';

export const getMembers = defineQuery(analyticsMembers, async (ctx, input) => {
  const view = await openView(ctx, input);
  const { members, privacy } = await readMembers(view, input.limit);
  return { ...rangeShown(view.range), privacy, efficiency_formula: efficiencyFormula, data: [...members] };
});
