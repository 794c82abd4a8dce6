import { sql } from 'drizzle-orm';
import { channelsOfRouting } from './channels-of-routing.ts';
import { type Check, daysBefore } from './check.ts';

export const anomaliesAreTold: Check = {
  name: 'anomalies-are-told',
  title: 'Anomalies are looked for and told',
  looks:
    'Whether the hours up to yesterday were looked through for oddities in cost, requests and errors, and a channel that is active is told of them.',
  severity: 'medium',
  mend: 'Name a channel for anomalies; if none were looked for, look at the background jobs.',
  page: '/alerts',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not (
      exists (select from anomaly_scan s where s.tenant_id = ${scope.tenantId} and s.scanned_to_at > ${daysBefore(scope, 1)})
      and exists (select from alert_setting s where s.tenant_id = ${scope.tenantId} and exists (${channelsOfRouting(sql`s.anomaly_routing`, sql`s.tenant_id`)}))
    ) as failing`,
};
