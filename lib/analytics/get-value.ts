import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { analyticsKpis, analyticsRoi, analyticsSummary, type ExecutiveSummary } from '#lib/contracts/value.ts';
import { openPlaceView } from './analytics-view.ts';
import { computeRoi, roiFormula } from './compute-roi.ts';
import { countMembers } from './count-members.ts';
import { readGoals } from './goals.ts';
import { rangeShown } from './range-shown.ts';
import { monthsOf, readKpis } from './read-kpis.ts';
import { readModelPerformance } from './read-model-performance.ts';
import { readUsage } from './read-usage.ts';
import type { RangeRequest } from './time-range.ts';

/** Models named in a summary. */
const modelsShown = 5;

/** The organization in a range: what is measured, and what it set. */
async function readValue(ctx: OperationContext, input: RangeRequest) {
  const view = await openPlaceView(ctx, input);
  const usage = await readUsage(view);
  const goals = await readGoals(ctx.tx, ctx.tenantId);
  const measured = { spendNanoUsd: usage.totals.cost_usd, users: usage.totals.active_users, months: monthsOf(view.range.current) };
  const people = (await countMembers(ctx, {})) ?? 0;
  return { view, usage, goals, measured, people, result: goals.inputs === null ? null : computeRoi(goals.inputs, measured) };
}

export const getRoi = defineQuery(analyticsRoi, async (ctx, input) => {
  const { view, goals, measured, result } = await readValue(ctx, input);
  return {
    ...rangeShown(view.range),
    ...{ inputs: goals.inputs, version: goals.roiVersion, formula: [...roiFormula], result },
    measured: { spend_usd: measured.spendNanoUsd, users: measured.users, months: Math.round(measured.months * 100) / 100 },
  };
});

export const getKpis = defineQuery(analyticsKpis, async (ctx, input) => {
  const { view, usage, goals, people } = await readValue(ctx, input);
  return { ...rangeShown(view.range), version: goals.kpiVersion, data: await readKpis(view, usage, { targets: goals.targets, people }) };
});

/** What a report to the management begins with; for whoever holds `analytics.read` on the organization. */
export async function readExecutiveSummary(ctx: OperationContext, input: RangeRequest): Promise<ExecutiveSummary> {
  const { view, usage, goals, people, result } = await readValue(ctx, input);
  const models = await readModelPerformance(view);
  const advised = models.filter(({ recommendation }) => recommendation !== 'maintain');
  return {
    ...rangeShown(view.range),
    totals: usage.totals,
    previous_totals: usage.previous_totals,
    adoption: { active: usage.totals.active_users, people },
    roi: result,
    kpis: await readKpis(view, usage, { targets: goals.targets, people }),
    models: advised.toSorted((one, other) => (one.saving_usd < other.saving_usd ? 1 : -1)).slice(0, modelsShown),
  };
}

export const getSummary = defineQuery(analyticsSummary, readExecutiveSummary);
