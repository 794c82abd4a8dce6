import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const auditTargetsKeepUp: Check = {
  name: 'audit-targets-keep-up',
  title: 'Targets of the audit log keep up',
  looks: 'Active targets of the audit log, and whether one has been failing for more than an hour.',
  severity: 'high',
  mend: 'Look at the last error of the targets named.',
  page: '/audit-logs/targets',
  isCheap: true,
  subject: 'auditTarget',
  subjects: (scope) => sql`
    select t.id::text as id, coalesce(t.failing_since_at < ${daysBefore(scope, 1 / 24)}, false) as failing
    from audit_target t where t.tenant_id = ${scope.tenantId} and t.status = 'active'`,
};
