import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const nobodyApprovesOwnRequests: Check = {
  name: 'nobody-approves-own-requests',
  title: 'Nobody approves what they asked for',
  looks: 'Approvals of the last year, and whether who asked was the one who agreed.',
  severity: 'critical',
  mend: 'Have somebody else look at the approvals named, and set their rules to ask a second person.',
  page: '/approvals',
  isCheap: true,
  subject: 'approval',
  subjects: (scope) => sql`
    select a.id::text as id, exists (select from approval_step s where s.tenant_id = a.tenant_id and s.approval_id = a.id
      and s.state = 'approved' and s.decided_by = a.requester_id) as failing
    from approval a where a.tenant_id = ${scope.tenantId} and a.decided_at > ${daysBefore(scope, 365)}`,
};
