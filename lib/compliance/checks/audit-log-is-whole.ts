import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const auditLogIsWhole: Check = {
  name: 'audit-log-is-whole',
  title: 'The audit log has no gaps',
  looks: 'Whether the leaves of the log are as many as its head says, without a gap.',
  severity: 'critical',
  mend: 'Look at the integrity of the audit log.',
  page: '/audit-logs/integrity',
  isCheap: false,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, (select count(*) from audit_leaf f where f.tenant_id = l.tenant_id and f.epoch = l.epoch) <> l.tree_size
      or coalesce((select max(f.leaf_index) + 1 from audit_leaf f where f.tenant_id = l.tenant_id and f.epoch = l.epoch), 0) <> l.tree_size as failing
    from audit_log l where l.tenant_id = ${scope.tenantId}`,
};
