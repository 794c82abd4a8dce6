import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const secondFactorRequired: Check = {
  name: 'second-factor-required',
  title: 'A second factor is required of administrators',
  looks: 'The security settings: a second factor must be asked of everybody or of the administrators, or single sign-on be enforced.',
  severity: 'high',
  mend: 'Require a second factor of administrators, with some days to set it up.',
  page: '/settings/security',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from security_setting s where s.tenant_id = ${scope.tenantId}
      and (s.factor_required = 'everybody' or s.factor_required = 'roles' and s.factor_roles @> array['super_admin', 'tenant_admin']))
    and not exists (select from sso_setting s where s.tenant_id = ${scope.tenantId} and s.enforced) as failing`,
};
