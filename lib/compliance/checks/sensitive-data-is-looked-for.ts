import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const sensitiveDataIsLookedFor: Check = {
  name: 'sensitive-data-is-looked-for',
  title: 'Sensitive data in calls is looked for',
  looks: 'Whether data classes are set for the organization, with detection switched on for requests at least.',
  severity: 'high',
  mend: 'Set the data classes of the organization, and switch detection on.',
  page: '/data-classes',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from data_class_setting s where s.tenant_id = ${scope.tenantId} and s.place_kind = 'tenant'
      and s.detection ->> 'scope' in ('requests', 'requests_and_answers')) as failing`,
};
