import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const policyChangesReviewed: Check = {
  name: 'policy-changes-reviewed',
  title: 'Changes of policies were published by somebody else',
  looks: 'Policies with a version of the last 90 days, and whether one of these was published by whoever wrote it.',
  severity: 'medium',
  mend: 'Have somebody else look at the versions that one person wrote and published.',
  page: '/policies',
  isCheap: true,
  subject: 'policy',
  subjects: (scope) => sql`
    select v.policy_id::text as id, bool_or(v.written_by is not null and v.written_by = v.created_by) as failing
    from policy_version v where v.tenant_id = ${scope.tenantId} and v.created_at > ${daysBefore(scope, 90)} group by v.policy_id`,
};
