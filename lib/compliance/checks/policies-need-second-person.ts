import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const policiesNeedSecondPerson: Check = {
  name: 'policies-need-second-person',
  title: 'Policies come into force by a second person',
  looks: 'The setting by which whoever wrote a policy cannot publish it.',
  severity: 'medium',
  mend: 'Ask a second person for publishing.',
  page: '/policies',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from policy_setting s where s.tenant_id = ${scope.tenantId} and s.needs_second_person) as failing`,
};
