import { desc, eq } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { complianceRun } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import type { Logger } from '#lib/core/logger.ts';
import { type Reading, readComplianceSettings } from './compliance-settings.ts';
import { monitorTenant } from './monitor-tenant.ts';
import { lockCompliance, performAudit } from './perform-audit.ts';
import { runChange } from './run-audit.ts';
import { systemOrigin } from './system-origin.ts';

type Pools = Pick<Databases, 'app' | 'jobs'>;

interface Watch {
  readonly now: Date;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const dayMs = 86_400_000;
/** Above what an installation has: all that are due have their turn at once, so that those that fail keep nobody from it. */
const tenantsMax = 1_000_000;
/** `tenants_due` (db/functions/jobs.sql) counts the same. */
const everyDays = { weekly: 7, monthly: 30, quarterly: 90 } as const;

/**
 * Does work for each active organization whose time it is, which one statement finds out for all of them: to ask each would be a
 * transaction a minute for every organization. One that fails does not keep the others from it. Answers the sum.
 */
async function forEachDue(
  { jobs }: Pools,
  job: 'monitor-compliance' | 'run-compliance-audits',
  { now, logger, signal }: Watch,
  work: (tenantId: string) => Promise<number>,
): Promise<number> {
  const tenants = await jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due(${job}, ${now.toISOString()}::text::timestamptz, ${tenantsMax})`;
  let sum = 0;
  for (const { tenantId } of tenants) {
    if (signal.aborted) break;
    try {
      sum += await work(tenantId);
    } catch (err) {
      logger.error({ err, tenantId }, 'The compliance of a tenant could not be looked at');
    }
  }
  return sum;
}

/** Looks at every organization whose time it is; answers how many faults were told. */
export const monitorTenants = (databases: Pools, watch: Watch): Promise<number> =>
  forEachDue(
    databases,
    'monitor-compliance',
    watch,
    async (tenantId) => (await monitorTenant(databases.app, tenantId, watch.now, watch.logger)) ?? 0,
  );

/** Whether the schedule wants an audit: so many days after the last one, which somebody had to ask for at first. */
async function isAuditDue({ tx, tenantId }: Reading, now: Date): Promise<boolean> {
  const { schedule } = await readComplianceSettings({ tx, tenantId });
  if (schedule === 'off') return false;
  const [last] = await tx
    .select({ startedAt: complianceRun.startedAt })
    .from(complianceRun)
    .where(eq(complianceRun.tenantId, tenantId))
    .orderBy(desc(complianceRun.startedAt))
    .limit(1);
  return last !== undefined && now.getTime() - last.startedAt.getTime() >= everyDays[schedule] * dayMs;
}

/** Audits an organization where its schedule wants it; safe to run twice, also at the same time. */
async function auditWhereDue(databases: Pools, tenantId: string, { now, logger }: Watch): Promise<number> {
  const isDue = await inTenant(databases.app, tenantId, (tx) => isAuditDue({ tx, tenantId }, now), { readOnly: true });
  if (!isDue) return 0;
  return inTenant(databases.app, tenantId, async (tx) => {
    const reading = { tx, tenantId };
    await lockCompliance(reading);
    if (!(await isAuditDue(reading, now))) return 0;
    const row = await performAudit(reading, { cause: 'scheduled', startedBy: null, now, logger });
    await writeAudit(tx, systemOrigin(tenantId, 'run-compliance-audits', now), 'compliance_audit.run', [runChange(row)], now);
    return 1;
  });
}

/** Audits every organization whose schedule wants it; answers how many. */
export const auditTenants = (databases: Pools, watch: Watch): Promise<number> =>
  forEachDue(databases, 'run-compliance-audits', watch, (tenantId) => auditWhereDue(databases, tenantId, watch));
