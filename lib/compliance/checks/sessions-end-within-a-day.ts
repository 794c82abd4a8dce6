import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const sessionsEndWithinADay: Check = {
  name: 'sessions-end-within-a-day',
  title: 'Sessions end within a day',
  looks: 'The longest life of a session, which is 12 hours unless set.',
  severity: 'medium',
  mend: 'Set the longest life of a session to a day or less.',
  page: '/settings/security',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, coalesce((select s.absolute_minutes from security_setting s where s.tenant_id = ${scope.tenantId}), 720) > 1440 as failing`,
};
