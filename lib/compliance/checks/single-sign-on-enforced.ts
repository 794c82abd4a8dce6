import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const singleSignOnEnforced: Check = {
  name: 'single-sign-on-enforced',
  title: 'Single sign-on is enforced',
  looks: 'Where an identity provider is connected: whether passwords are refused to all but the break-glass accounts.',
  severity: 'medium',
  mend: 'Enforce single sign-on, and keep two break-glass accounts.',
  page: '/settings/sign-in',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from sso_setting s where s.tenant_id = ${scope.tenantId} and s.enforced) as failing
    where exists (select from sso_connection c where c.tenant_id = ${scope.tenantId} and c.status = 'active' and c.archived_at is null)`,
};
