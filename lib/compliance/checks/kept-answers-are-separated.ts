import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const keptAnswersAreSeparated: Check = {
  name: 'kept-answers-are-separated',
  title: 'Kept answers are not shared by everybody',
  looks: 'Where answers are kept: whether they are told to other departments, too.',
  severity: 'low',
  mend: 'Share kept answers within a team or department.',
  page: '/cache',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, s.isolation = 'tenant' as failing from cache_settings s where s.tenant_id = ${scope.tenantId} and s.mode <> 'off'`,
};
