import type { DurableFunction } from '#lib/jobs/index.ts';
import type { Runtime } from '#lib/runtime.ts';
import { issueDueStatements } from '#lib/statements/index.ts';

/** Statements of periods that have closed are issued where an organization wants that. */
export const issueStatements: DurableFunction<Runtime> = {
  id: 'issue-statements',
  summary: 'Issues statements of periods that have closed, where an organization wants that',
  triggers: [{ cron: '21 * * * *' }],
  run: async ({ databases, clock, logger }, { steps, signal }) => {
    await steps.run('issue', async () => {
      const issued = await issueDueStatements(databases, { now: new Date(clock.now()), logger, signal });
      if (issued > 0) logger.info({ issued }, 'Statements were issued');
      return { issued };
    });
  },
};
