import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const keysServeAProject: Check = {
  name: 'keys-serve-a-project',
  title: 'Virtual keys serve a known purpose',
  looks: 'Active virtual keys, and whether each belongs to a project, which says what its calls are for.',
  severity: 'medium',
  mend: 'Give the keys named a project.',
  page: '/keys',
  isCheap: true,
  subject: 'key',
  subjects: (scope) => sql`
    select k.id::text as id, k.project_id is null as failing
    from virtual_key k where k.tenant_id = ${scope.tenantId} and k.status = 'active' and (k.expires_at is null or k.expires_at > ${daysBefore(scope, 0)})`,
};
