import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const incidentsAreResolved: Check = {
  name: 'incidents-are-resolved',
  title: 'Critical incidents are resolved within 72 hours',
  looks: 'Critical incidents of the last year, and whether one is unresolved for more than 72 hours.',
  severity: 'high',
  mend: 'Resolve the incidents named, and note what was reported to whom.',
  page: '/incidents',
  isCheap: true,
  subject: 'incident',
  none: 'pass',
  subjects: (scope) => sql`
    select i.id::text as id, i.state <> 'resolved' and i.opened_at < ${daysBefore(scope, 3)} as failing
    from incident i where i.tenant_id = ${scope.tenantId} and i.severity = 'critical' and i.source <> 'compliance' and i.opened_at > ${daysBefore(scope, 365)}`,
};
