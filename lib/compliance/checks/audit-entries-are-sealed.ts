import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const auditEntriesAreSealed: Check = {
  name: 'audit-entries-are-sealed',
  title: 'Audit entries are sealed at once',
  looks: 'Entries without a leaf in the Merkle log, and whether one waits for longer than five minutes.',
  severity: 'critical',
  mend: 'Look at the integrity of the audit log, and at the background jobs.',
  page: '/audit-logs/integrity',
  isCheap: true,
  subject: 'auditEntry',
  none: 'pass',
  subjects: (scope) => sql`
    select p.entry_id::text as id, e.occurred_at < ${daysBefore(scope, 5 / 1440)} as failing
    from audit_pending p join audit_entry e on e.tenant_id = p.tenant_id and e.id = p.entry_id where p.tenant_id = ${scope.tenantId}`,
};
