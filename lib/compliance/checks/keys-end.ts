import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const keysEnd: Check = {
  name: 'keys-end',
  title: 'Virtual keys end or are replaced',
  looks: 'Active virtual keys without an end of their own and without a rule of rotation that counts for them.',
  severity: 'medium',
  mend: 'Set a rule of rotation for the organization.',
  page: '/keys/rules',
  isCheap: true,
  subject: 'key',
  subjects: (scope) => sql`
    select k.id::text as id, k.expires_at is null and not exists (
      select from key_policy p where p.tenant_id = k.tenant_id and p.rotate_every_days is not null
        and p.id = key_rotation_rule(k.tenant_id, k.kind, k.team_id)) as failing
    from virtual_key k where k.tenant_id = ${scope.tenantId} and k.status = 'active' and (k.expires_at is null or k.expires_at > ${daysBefore(scope, 0)})`,
};
