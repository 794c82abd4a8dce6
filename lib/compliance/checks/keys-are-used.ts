import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const keysAreUsed: Check = {
  name: 'keys-are-used',
  title: 'Virtual keys nobody uses are disabled',
  looks: 'Active virtual keys, and whether each was used within the last 90 days, or made within them.',
  severity: 'low',
  mend: 'Disable the keys named.',
  page: '/keys',
  isCheap: true,
  subject: 'key',
  subjects: (scope) => sql`
    select k.id::text as id, coalesce(k.last_used_at, k.created_at) < ${daysBefore(scope, 90)} as failing
    from virtual_key k where k.tenant_id = ${scope.tenantId} and k.status = 'active' and (k.expires_at is null or k.expires_at > ${daysBefore(scope, 0)})`,
};
