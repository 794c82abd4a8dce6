import { sql } from 'drizzle-orm';
import { administrators } from './administrators.ts';
import type { Check } from './check.ts';

export const administratorsAreFew: Check = {
  name: 'administrators-are-few',
  title: 'Administrators are few',
  looks: 'How many people administer the organization: at most three, or one in ten where that is more.',
  severity: 'medium',
  mend: 'Give narrower roles to those who need not administer everything.',
  page: '/access',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, (select count(*) from (${administrators(scope)}) a) > greatest(3, (select ceil(count(*) / 10.0) from user_account u
      where u.tenant_id = ${scope.tenantId} and u.kind = 'person' and u.status = 'active')) as failing`,
};
