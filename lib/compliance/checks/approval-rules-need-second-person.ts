import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const approvalRulesNeedSecondPerson: Check = {
  name: 'approval-rules-need-second-person',
  title: 'Rules of approvals ask a second person',
  looks: 'Approval rules in force, and whether each refuses decisions about what one asked for oneself.',
  severity: 'high',
  mend: 'Set the rules named to ask a second person.',
  page: '/approvals/rules',
  isCheap: true,
  subject: 'approvalRule',
  subjects: (scope) => sql`
    select r.id::text as id, not r.four_eyes as failing
    from approval_rule r where r.tenant_id = ${scope.tenantId} and r.enabled and r.archived_at is null`,
};
