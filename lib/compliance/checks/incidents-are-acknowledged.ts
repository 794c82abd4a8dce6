import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const incidentsAreAcknowledged: Check = {
  name: 'incidents-are-acknowledged',
  title: 'Critical incidents are looked at within a day',
  looks: 'Critical incidents of the last year, and whether one is open for more than 24 hours without anybody looking at it.',
  severity: 'high',
  mend: 'Acknowledge the incidents named, and look into them.',
  page: '/incidents',
  isCheap: true,
  subject: 'incident',
  none: 'pass',
  subjects: (scope) => sql`
    select i.id::text as id, i.state = 'open' and i.opened_at < ${daysBefore(scope, 1)} as failing
    from incident i where i.tenant_id = ${scope.tenantId} and i.severity = 'critical' and i.source <> 'compliance' and i.opened_at > ${daysBefore(scope, 365)}`,
};
