import type { AppDatabase } from '#db/client.ts';
import { inTenant } from '#db/tenant.ts';
import { raiseIncident } from '#lib/incidents/index.ts';

/** Tells a tenant's people that their log does not go on: a critical incident, once, whatever happens to the log's row. */
export const reportStopped =
  (database: AppDatabase, now: () => number) =>
  async (tenantId: string, problem: string): Promise<void> => {
    const finding = {
      source: 'audit',
      fingerprint: 'log-stopped',
      severity: 'critical',
      title: 'The audit log is not sealed any more',
      summary: `${problem}. Entries are still written; none gets a place in the signed log until an operator has looked at it.`,
      detail: { problem },
    } as const;
    await inTenant(database, tenantId, (tx) => raiseIncident(tx, tenantId, finding, new Date(now())));
  };
