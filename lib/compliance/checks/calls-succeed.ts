import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const callsSucceed: Check = {
  name: 'calls-succeed',
  title: 'Calls succeed',
  looks: 'Calls of the last 30 days that were sent to a provider: at most one in a hundred failed or was interrupted.',
  severity: 'medium',
  mend: 'Add a second target to the routes that fail.',
  page: '/gateway-health',
  isCheap: false,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, sum(h.failed + h.interrupted) * 100 > sum(h.succeeded + h.failed + h.interrupted) as failing
    from usage_hour h where h.tenant_id = ${scope.tenantId} and h.hour_at > ${daysBefore(scope, 30)}
    having sum(h.succeeded + h.failed + h.interrupted) > 0`,
};
