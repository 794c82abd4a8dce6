import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const breakGlassAccountsProtected: Check = {
  name: 'break-glass-accounts-protected',
  title: 'Break-glass accounts have a second factor',
  looks: 'Where single sign-on is enforced: the accounts that may still use a password, and whether each has a second factor.',
  severity: 'high',
  mend: 'Set up a passkey for each break-glass account.',
  page: '/settings/sign-in',
  isCheap: true,
  subject: 'user',
  subjects: (scope) => sql`
    select b.id::text as id, not exists (
      select from second_factor f where f.tenant_id = ${scope.tenantId} and f.user_id = b.id and f.confirmed_at is not null) as failing
    from sso_setting s cross join unnest(s.break_glass_user_ids) as b (id) where s.tenant_id = ${scope.tenantId} and s.enforced`,
};
