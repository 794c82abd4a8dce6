import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const accessReviewed: Check = {
  name: 'access-reviewed',
  title: 'Access was reviewed in the last 90 days',
  looks: 'Whether a review of people and their roles was completed within the last 90 days.',
  severity: 'high',
  mend: 'Start a review of access, and confirm or take away each role.',
  page: '/compliance/reviews',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from access_review r
      where r.tenant_id = ${scope.tenantId} and r.state = 'completed' and r.completed_at > ${daysBefore(scope, 90)}) as failing`,
};
