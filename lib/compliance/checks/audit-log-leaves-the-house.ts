import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const auditLogLeavesTheHouse: Check = {
  name: 'audit-log-leaves-the-house',
  title: 'The audit log is kept elsewhere, too',
  looks: 'Whether the audit log is sent to a place outside: a SIEM, an object store or a mailbox.',
  severity: 'medium',
  mend: 'Add a target of the audit log.',
  page: '/audit-logs/targets',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from audit_target t where t.tenant_id = ${scope.tenantId} and t.status = 'active') as failing`,
};
