import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const auditLogRuns: Check = {
  name: 'audit-log-runs',
  title: 'The audit log goes on',
  looks: 'Whether the sequencer seals the audit trail, or has stopped at damage.',
  severity: 'critical',
  mend: 'Look at the integrity of the audit log.',
  page: '/audit-logs/integrity',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from audit_log l where l.tenant_id = ${scope.tenantId} and l.problem is null) as failing
    where exists (select from audit_entry e where e.tenant_id = ${scope.tenantId} and e.occurred_at < ${daysBefore(scope, 5 / 1440)})`,
};
