import { sql } from 'drizzle-orm';
import { administrators } from './administrators.ts';
import type { Check } from './check.ts';

export const administratorsHaveSecondFactor: Check = {
  name: 'administrators-have-second-factor',
  title: 'Administrators have a second factor',
  looks:
    'Active people who administer the organization, and whether each has a confirmed second factor or signs in by an identity provider alone.',
  severity: 'high',
  mend: 'Ask each to set up a passkey or an authenticator app under My account.',
  page: '/users',
  isCheap: true,
  subject: 'user',
  subjects: (scope) => sql`
    select u.id::text as id, not exists (
      select from second_factor f where f.tenant_id = ${scope.tenantId} and f.user_id = u.id and f.confirmed_at is not null)
    and not exists (select from sso_setting s
      where s.tenant_id = ${scope.tenantId} and s.enforced and not (u.id = any(s.break_glass_user_ids))) as failing
    from (${administrators(scope)}) u`,
};
