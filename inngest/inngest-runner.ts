import type { Inngest } from 'inngest';
import type { RunRow } from '#lib/jobs/run-store.ts';
import type { Runner } from '#lib/jobs/send-runs.ts';
import { requestedEvent } from './inngest-functions.ts';

/** Hands runs to an Inngest server by an event for each; the server takes the same event only once a day. */
export const inngestRunner = (client: Pick<Inngest, 'send'>): Runner => ({
  kind: 'inngest',
  async send(run: RunRow) {
    await client.send({
      name: requestedEvent(run.functionId),
      id: `${run.id}.${run.dueAt.getTime()}`,
      data: { tenant_id: run.tenantId, run_id: run.id },
    });
  },
});
