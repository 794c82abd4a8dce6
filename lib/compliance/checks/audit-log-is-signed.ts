import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const auditLogIsSigned: Check = {
  name: 'audit-log-is-signed',
  title: 'The head of the audit log is signed',
  looks: 'Whether the newest signed checkpoint is of the whole tree.',
  severity: 'critical',
  mend: 'Look at the integrity of the audit log.',
  page: '/audit-logs/integrity',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, coalesce((select max(c.tree_size) from audit_checkpoint c where c.tenant_id = l.tenant_id and c.epoch = l.epoch), -1) <> l.tree_size as failing
    from audit_log l where l.tenant_id = ${scope.tenantId}`,
};
