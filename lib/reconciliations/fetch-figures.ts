import { defineAction } from '#lib/command/define-action.ts';
import { reconciliationFetch } from '#lib/contracts/reconciliations.ts';
import { figuresOf, planReport } from './plan-report.ts';
import { storeComparison } from './store-comparison.ts';

export const fetchFigures = defineAction(reconciliationFetch, {
  async prepare(ctx, { connection_id: connectionId, admin_credential: credential, from, to }) {
    const plan = await planReport(ctx, { connectionId, credential, range: { from, to } });
    return { plan, outbound: ctx.runtime.outbound };
  },
  effect: async ({ plan, outbound }) => ({ provider: plan.provider, items: await figuresOf(outbound, plan) }),
  record: (ctx, input, { provider, items }) =>
    storeComparison(ctx, {
      ...{ provider, source: 'api', format: `${provider}_report`, connectionId: input.connection_id, items },
      ...{ from: input.from, to: input.to, tolerancePercent: input.tolerance_percent },
    }),
});
