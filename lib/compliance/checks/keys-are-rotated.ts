import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const keysAreRotated: Check = {
  name: 'keys-are-rotated',
  title: 'Virtual keys are young enough',
  looks: 'Active virtual keys, and whether each is younger than the organization’s own limit.',
  severity: 'high',
  mend: 'Rotate the keys named; a rule of rotation does it by itself.',
  page: '/keys/rules',
  isCheap: true,
  subject: 'key',
  subjects: (scope) => sql`
    select k.id::text as id, k.created_at < ${daysBefore(scope, scope.limits.keyDaysMax)} as failing
    from virtual_key k where k.tenant_id = ${scope.tenantId} and k.status = 'active' and (k.expires_at is null or k.expires_at > ${daysBefore(scope, 0)})`,
};
