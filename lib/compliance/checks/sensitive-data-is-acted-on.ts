import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const sensitiveDataIsActedOn: Check = {
  name: 'sensitive-data-is-acted-on',
  title: 'Sensitive data that is found does not leave as it is',
  looks:
    'Categories of data (personal, health, financial, secrets) and whether what is found of each is replaced, refused or sent to a route of its own, and not only noted.',
  severity: 'high',
  mend: 'Choose for each category named what becomes of it, other than noting it.',
  page: '/data-classes',
  isCheap: true,
  subject: 'name',
  subjects: (scope) => sql`
    select c.name as id, not exists (select from data_class_setting s where s.tenant_id = ${scope.tenantId} and s.place_kind = 'tenant'
      and s.detection ->> 'scope' in ('requests', 'requests_and_answers')
      and s.detection #>> array['actions', c.name, 'action'] in ('redact', 'route', 'block')) as failing
    from (values ('pii'), ('phi'), ('financial'), ('secrets')) as c (name)`,
};
