import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const keysHaveOwner: Check = {
  name: 'keys-have-owner',
  title: 'Virtual keys belong to somebody',
  looks: 'Active virtual keys, and whether each has a person, team, department or project that answers for it.',
  severity: 'high',
  mend: 'Replace the keys named by keys of a team or project.',
  page: '/keys',
  isCheap: true,
  subject: 'key',
  subjects: (scope) => sql`
    select k.id::text as id, k.user_id is null and k.team_id is null and k.department_id is null and k.project_id is null as failing
    from virtual_key k where k.tenant_id = ${scope.tenantId} and k.status = 'active' and (k.expires_at is null or k.expires_at > ${daysBefore(scope, 0)})`,
};
