import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const projectReviewsAreCurrent: Check = {
  name: 'project-reviews-are-current',
  title: 'Reviews of projects are not overdue',
  looks: 'Active projects with a date of review, and whether it has passed.',
  severity: 'medium',
  mend: 'Review the projects named, and set the next date.',
  page: '/projects',
  isCheap: true,
  subject: 'project',
  subjects: (scope) => sql`
    select j.id::text as id, j.review_due_date < ${daysBefore(scope, 0)}::date as failing
    from project j where j.tenant_id = ${scope.tenantId} and j.archived_at is null and j.status = 'active' and j.review_due_date is not null`,
};
