import { listRoles } from '#lib/access/index.ts';
import { listConnections } from '#lib/connections/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { scopeOptions } from '../../budgets/_components/scope-options.ts';
import type { LimitPlaces } from './new-limit-form.tsx';

/** What the reader can limit; the command has the last word. */
export async function limitPlaces(): Promise<LimitPlaces> {
  const [options, roles, connections] = await Promise.all([
    scopeOptions(),
    perform(listRoles, { limit: 200 }),
    perform(listConnections, { limit: 200 }),
  ]);
  return {
    department_id: options.department,
    team_id: options.team,
    user_id: options.user,
    key_id: options.key,
    role_id: (roles.data?.data ?? []).map(({ id, title }) => ({ value: id, label: title })),
    connection_id: (connections.data?.data ?? []).map(({ id, name, provider }) => ({ value: id, label: name, detail: provider })),
  };
}
