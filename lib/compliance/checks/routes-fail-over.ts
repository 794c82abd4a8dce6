import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const routesFailOver: Check = {
  name: 'routes-fail-over',
  title: 'Routes have a second target',
  looks: 'Published routes, and whether each leads to more than one target.',
  severity: 'low',
  mend: 'Add a target to the routes named.',
  page: '/routes',
  isCheap: true,
  subject: 'route',
  subjects: (scope) => sql`
    select r.id::text as id, coalesce(jsonb_array_length(v.definition -> 'members') < 2, true) as failing
    from route r join route_version v on v.tenant_id = r.tenant_id and v.route_id = r.id and v.number = r.published_version
    where r.tenant_id = ${scope.tenantId} and r.archived_at is null`,
};
