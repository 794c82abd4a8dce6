import { sql } from 'drizzle-orm';
import { channelsOfRouting } from './channels-of-routing.ts';
import type { Check } from './check.ts';

export const alertsReachSomebody: Check = {
  name: 'alerts-reach-somebody',
  title: 'Alerts are set up and reach somebody',
  looks: 'Alert rules that are switched on, and whether each tells a channel that is active. Without any rule it fails.',
  severity: 'medium',
  mend: 'Switch alert rules on, and name a channel for each.',
  page: '/alerts',
  isCheap: true,
  subject: 'alertRule',
  none: 'fail',
  subjects: (scope) => sql`
    select r.id::text as id, not exists (${channelsOfRouting(sql`r.routing`, sql`r.tenant_id`)}) as failing
    from alert_rule r where r.tenant_id = ${scope.tenantId} and r.is_enabled and r.archived_at is null`,
};
