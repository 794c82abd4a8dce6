import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const idleSessionsEnd: Check = {
  name: 'idle-sessions-end',
  title: 'Sessions that are not used end',
  looks: 'The idle time-out of sessions, which must be set and no longer than the organization’s own limit.',
  severity: 'medium',
  mend: 'Set an idle time-out.',
  page: '/settings/security',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from security_setting s
      where s.tenant_id = ${scope.tenantId} and s.idle_minutes <= ${scope.limits.idleMinutesMax}::int) as failing`,
};
