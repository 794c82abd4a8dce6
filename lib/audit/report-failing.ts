import type { AppDatabase } from '#db/client.ts';
import { inTenant } from '#db/tenant.ts';
import { raiseIncident } from '#lib/incidents/index.ts';

/** Tells a tenant's people that sealing fails over and over. Entries wait meanwhile, and the log goes on when the fault is over. */
export const reportFailing =
  (database: AppDatabase, now: () => number) =>
  async (tenantId: string, failures: number): Promise<void> => {
    const finding = {
      source: 'audit',
      fingerprint: 'log-failing',
      severity: 'warning',
      title: 'The audit log cannot be sealed',
      summary: `The last ${failures} tries failed; the log of the worker says why. Entries are still written and wait for their place.`,
      detail: { failures },
    } as const;
    await inTenant(database, tenantId, (tx) => raiseIncident(tx, tenantId, finding, new Date(now())));
  };
