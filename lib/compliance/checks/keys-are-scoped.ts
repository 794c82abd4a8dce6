import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const keysAreScoped: Check = {
  name: 'keys-are-scoped',
  title: 'Virtual keys open only what they need',
  looks: 'Active virtual keys, and whether each is narrowed to models or providers.',
  severity: 'low',
  mend: 'Name the models that each key needs.',
  page: '/keys',
  isCheap: true,
  subject: 'key',
  subjects: (scope) => sql`
    select k.id::text as id, k.allowed_models is null and k.allowed_providers is null as failing
    from virtual_key k where k.tenant_id = ${scope.tenantId} and k.status = 'active' and (k.expires_at is null or k.expires_at > ${daysBefore(scope, 0)})`,
};
