import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const peopleComeFromDirectory: Check = {
  name: 'people-come-from-directory',
  title: 'People come from the directory',
  looks: 'Where a directory provisions people: active people it does not know, break-glass accounts aside.',
  severity: 'medium',
  mend: 'Add the people named to the directory, or deactivate them.',
  page: '/settings/scim',
  isCheap: true,
  subject: 'user',
  subjects: (scope) => sql`
    select u.id::text as id, not exists (
      select from scim_user s where s.tenant_id = u.tenant_id and s.user_id = u.id and s.deleted_at is null)
    and not exists (select from sso_setting b where b.tenant_id = u.tenant_id and u.id = any(b.break_glass_user_ids)) as failing
    from user_account u where u.tenant_id = ${scope.tenantId} and u.kind = 'person' and u.status = 'active'
    and exists (select from scim_user s where s.tenant_id = u.tenant_id)`,
};
