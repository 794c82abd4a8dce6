import { importPrices } from '#lib/catalog/import-prices.ts';
import type { DurableFunction } from '#lib/jobs/index.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Takes over the price list of the installed version, which an upgrade may have renewed; nothing happens where it is stored already. */
export const importPriceList: DurableFunction<Runtime> = {
  id: 'import-prices',
  summary: 'Takes over the price list of the installed version, where an upgrade has renewed it',
  triggers: [{ cron: '12 */6 * * *' }],
  run: async ({ databases, logger }, { steps }) => {
    await steps.run('import', async () => {
      const { imported, versionId, models, prices, refused } = await importPrices(databases.jobs);
      if (imported) logger.info({ versionId, models, prices, refused: refused.length }, 'A new price list is in force');
      for (const model of imported ? refused : [])
        logger.warn(model, 'A model of the price list has no price, because its entry is not understood');
      return { imported, models, prices, refused: refused.length };
    });
  },
};
