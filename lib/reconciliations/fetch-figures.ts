import { defineAction } from '#lib/command/define-action.ts';
import { openConnection } from '#lib/connections/index.ts';
import { reconciliationFetch } from '#lib/contracts/reconciliations.ts';
import { AppError } from '#lib/core/errors.ts';
import { readOwnFigures } from './own-figures.ts';
import type { ProviderItem } from './provider-figures.ts';
import { fetchReport } from './reports/fetch-report.ts';
import { costReports } from './reports/index.ts';
import { storeComparison } from './store-comparison.ts';

export const fetchFigures = defineAction(reconciliationFetch, {
  async prepare(ctx, input) {
    const probe = await openConnection(ctx, input.connection_id);
    const { name, label, transport } = probe.provider;
    const range = { from: input.from, to: input.to };
    // A provider inside this process bills exactly what was metered: there is nobody else to ask.
    if (transport !== null) {
      const own = await readOwnFigures(ctx, name, range);
      const items = own.map(({ day, model, nanoUsd, tokens }): ProviderItem => ({ day, model, picoUsd: nanoUsd * 1000n, tokens }));
      return { provider: name, items, task: null, outbound: ctx.runtime.outbound };
    }
    const report = costReports.get(name);
    if (report === undefined) throw new AppError('conflict', { detail: `${label} reports no costs by API; upload its export instead.` });
    const credential = input.admin_credential ?? probe.credential;
    if (credential === null) throw new AppError('conflict', { detail: 'The connection has no credential; send an admin credential.' });
    return { provider: name, items: [], task: { report, probe, credential, range }, outbound: ctx.runtime.outbound };
  },
  effect: async ({ provider, items, task, outbound }) => ({ provider, items: task === null ? items : await fetchReport(outbound, task) }),
  record: (ctx, input, { provider, items }) =>
    storeComparison(ctx, {
      ...{ provider, source: 'api', format: `${provider}_report`, connectionId: input.connection_id, items },
      ...{ from: input.from, to: input.to, tolerancePercent: input.tolerance_percent },
    }),
});
