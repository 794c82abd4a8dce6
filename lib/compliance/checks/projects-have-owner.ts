import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const projectsHaveOwner: Check = {
  name: 'projects-have-owner',
  title: 'Projects have a person who oversees them',
  looks: 'Active projects, and whether each has an owner with an active account.',
  severity: 'high',
  mend: 'Name an owner of the projects named.',
  page: '/projects',
  isCheap: true,
  subject: 'project',
  subjects: (scope) => sql`
    select j.id::text as id, not exists (
      select from user_account u where u.tenant_id = j.tenant_id and u.id = j.owner_id and u.status = 'active') as failing
    from project j where j.tenant_id = ${scope.tenantId} and j.archived_at is null and j.status = 'active'`,
};
