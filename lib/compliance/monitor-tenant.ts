import { eq, sql } from 'drizzle-orm';
import type { AppDatabase } from '#db/client.ts';
import { complianceMonitor, complianceRun } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { Logger } from '#lib/core/logger.ts';
import { checkNamed } from './checks/index.ts';
import { type Reading, readComplianceSettings } from './compliance-settings.ts';
import { keepFindings } from './keep-findings.ts';
import { chosenOf, loadFrameworks } from './load-frameworks.ts';
import { flipsOf, noteFlips } from './note-flips.ts';
import { lockCompliance, runChecks, sha256OfConfiguration } from './perform-audit.ts';

const hourMs = 3_600_000;

interface Due {
  readonly configuration: string;
  readonly statuses: Readonly<Record<string, string>>;
}

/** Whether it is time to look: an hour after the last time, or when a version of the configuration moved. Null where it is not. */
async function dueOf(reading: Reading, now: Date): Promise<Due | null> {
  const { tx, tenantId } = reading;
  const [row] = await tx.select().from(complianceMonitor).where(eq(complianceMonitor.tenantId, tenantId));
  const configuration = await sha256OfConfiguration(reading);
  if (row !== undefined && row.configuration === configuration && now.getTime() - row.checkedAt.getTime() < hourMs) return null;
  if (row !== undefined) return { configuration, statuses: row.statuses };
  // Monitoring begins with the first audit: whoever never asked how they stand is not told each hour that it is badly.
  const [run] = await tx.select({ one: sql`1` }).from(complianceRun).where(eq(complianceRun.tenantId, tenantId)).limit(1);
  return run === undefined ? null : { configuration, statuses: {} };
}

/**
 * Asks the cheap checks of an organization again where it is time, keeps their findings, and tells of what flipped, in one
 * transaction. Safe to run twice, also at the same time. Answers how many faults were told; null where it was not time.
 */
export async function monitorTenant(database: AppDatabase, tenantId: string, now: Date, logger: Logger): Promise<number | null> {
  const isDue = await inTenant(
    database,
    tenantId,
    async (tx) => (await readComplianceSettings({ tx, tenantId })).monitoring && (await dueOf({ tx, tenantId }, now)) !== null,
    { readOnly: true },
  );
  if (!isDue) return null;
  return inTenant(database, tenantId, async (tx) => {
    const reading = { tx, tenantId };
    await lockCompliance(reading);
    const due = await dueOf(reading, now);
    if (due === null) return null;
    const settings = await readComplianceSettings(reading);
    const followed = chosenOf(await loadFrameworks(reading), settings.frameworks);
    const named = new Set(followed.flatMap(({ controls }) => controls.flatMap(({ checks }) => checks)));
    const cheap = [...named].filter((name) => checkNamed(name)?.isCheap === true).sort();
    const results = await runChecks(reading, cheap, settings, { now, logger });
    await keepFindings(reading, results, settings.dueDays, now);
    const told = await noteFlips(reading, flipsOf(results, due.statuses), followed, now);
    const answered = results.filter(({ status }) => status !== 'needs_human').map(({ name, status }) => [name, status] as const);
    // What could not be carried out keeps what it said before.
    const statuses = { ...due.statuses, ...Object.fromEntries(answered) };
    const set = { checkedAt: now, configuration: due.configuration, statuses };
    await tx
      .insert(complianceMonitor)
      .values({ tenantId, ...set })
      .onConflictDoUpdate({ target: complianceMonitor.tenantId, set });
    return told;
  });
}
