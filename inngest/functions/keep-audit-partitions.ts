import { keepAuditPartitions as keep } from '#lib/audit/keep-partitions.ts';
import type { DurableFunction } from '#lib/jobs/index.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Months of the audit trail to come have their partitions before their first entry; months without entries are given back. */
export const keepAuditPartitions: DurableFunction<Runtime> = {
  id: 'keep-audit-partitions',
  summary: 'Makes the partitions of the audit trail for the months to come, and drops those that are empty',
  triggers: [{ cron: '7 * * * *' }],
  run: async ({ databases, clock, logger }, { steps }) => {
    await steps.run('keep', async () => {
      const kept = await keep(databases, new Date(clock.now()));
      if (kept.made + kept.dropped > 0) logger.info(kept, 'Made or dropped partitions of the audit trail');
      return { ...kept };
    });
  },
};
