import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const idleSessionsEndInFifteenMinutes: Check = {
  name: 'idle-sessions-end-in-fifteen-minutes',
  title: 'Sessions that are not used end within 15 minutes',
  looks: 'The idle time-out of sessions, as the standards for payment cards want it.',
  severity: 'low',
  mend: 'Set an idle time-out of at most 15 minutes.',
  page: '/settings/security',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from security_setting s
      where s.tenant_id = ${scope.tenantId} and s.idle_minutes <= 15) as failing`,
};
