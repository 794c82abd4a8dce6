import { defineUpload } from '#lib/command/define-upload.ts';
import { requireProvider } from '#lib/connections/require-address.ts';
import { reconciliationUpload } from '#lib/contracts/reconciliations.ts';
import { readProviderFile } from './read-provider-file.ts';
import { storeComparison } from './store-comparison.ts';

export const uploadFigures = defineUpload(reconciliationUpload, {
  receive: (body, { format }) => readProviderFile(body, format),
  run: async (ctx, input, { format, items }) =>
    storeComparison(ctx, {
      ...{ provider: requireProvider(ctx, input.provider).name, source: 'csv', format, connectionId: null, items },
      ...{ from: input.from, to: input.to, tolerancePercent: input.tolerance_percent },
    }),
});
