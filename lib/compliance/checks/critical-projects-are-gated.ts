import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const criticalProjectsAreGated: Check = {
  name: 'critical-projects-are-gated',
  title: 'Projects of high risk need approval',
  looks: 'Active projects that are restricted or critical, and whether each requires approval and has a date of review.',
  severity: 'high',
  mend: 'Require approval in the projects named, and set a date of review.',
  page: '/projects',
  isCheap: true,
  subject: 'project',
  subjects: (scope) => sql`
    select j.id::text as id, not j.requires_approval or j.review_due_date is null as failing
    from project j where j.tenant_id = ${scope.tenantId} and j.archived_at is null and j.status = 'active' and (j.security_level = 'restricted' or j.priority = 'critical')`,
};
