import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const leaversCutOff: Check = {
  name: 'leavers-cut-off',
  title: 'People who left have no access',
  looks: 'Deactivated people, and whether one still has an open session, a living API token or an active personal key.',
  severity: 'critical',
  mend: 'End the sessions, tokens and keys of the people named.',
  page: '/users',
  isCheap: true,
  subject: 'user',
  none: 'pass',
  subjects: (scope) => sql`
    select u.id::text as id,
      exists (select from session s where s.tenant_id = u.tenant_id and s.user_id = u.id and s.revoked_at is null and s.expires_at > ${daysBefore(scope, 0)})
      or exists (select from api_token t where t.tenant_id = u.tenant_id and t.user_id = u.id and t.revoked_at is null
        and (t.expires_at is null or t.expires_at > ${daysBefore(scope, 0)}))
      or exists (select from virtual_key k where k.user_id = u.id and k.tenant_id = ${scope.tenantId} and k.status = 'active' and (k.expires_at is null or k.expires_at > ${daysBefore(scope, 0)})) as failing
    from user_account u where u.tenant_id = ${scope.tenantId} and u.kind = 'person' and u.status = 'deactivated'`,
};
