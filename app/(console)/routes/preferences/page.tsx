import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { listConnections, listProviders } from '#lib/connections/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { listPreferences } from '#lib/routes/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { PreferenceForm, type PreferenceScope } from '../_components/preference-form.tsx';

export const metadata: Metadata = { title: 'Preferences · Routes' };

type Preferred = Pick<PreferenceScope, 'connectionIds' | 'providers' | 'optimization'>;
const nothing: Preferred = { connectionIds: [], providers: [], optimization: null };

/** Whom do calls ask first, where several connections serve the model they name? */
export default async function PreferencesPage() {
  const [{ me }, preferences, connections, providers, departments, teams] = await Promise.all([
    loadReader(),
    perform(listPreferences, {}),
    perform(listConnections, { limit: 200, status: 'active' }),
    perform(listProviders, {}),
    perform(listDepartments, { limit: 200 }),
    perform(listTeams, { limit: 200 }),
  ]);
  const rows = preferences.data?.data ?? [];
  const preferredBy = new Map<string, Preferred>(
    rows.map((row) => [
      row.team_id ?? row.department_id ?? me.tenant.id,
      { connectionIds: row.connection_ids, providers: row.providers, optimization: row.optimization },
    ]),
  );
  const scopeOf = (kind: PreferenceScope['kind'], id: string, label: string): PreferenceScope => ({
    kind,
    id,
    label,
    ...(preferredBy.get(id) ?? nothing),
  });
  const scopes = [
    scopeOf('tenant', me.tenant.id, me.tenant.name),
    ...(departments.data?.data ?? []).map(({ id, name }) => scopeOf('department', id, `Department ${name}`)),
    ...(teams.data?.data ?? []).map(({ id, name }) => scopeOf('team', id, `Team ${name}`)),
  ];
  const nameOf = new Map((connections.data?.data ?? []).map(({ id, name }) => [id, name]));
  const words = ({ connectionIds, providers: names, optimization }: Preferred): string =>
    [
      ...connectionIds.map((id) => nameOf.get(id) ?? 'a connection that is gone'),
      ...names,
      ...(optimization === null ? [] : [`optimization ${optimization}`]),
    ].join(', ') || 'inherits everything';
  const set = scopes.filter(({ id }) => preferredBy.has(id));
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Routes', href: '/routes' }, { label: 'Preferences' }]} />
      <PageHeader
        title="Preferences"
        answer="Where several connections serve the model that a call names, they are asked in this order. Teams inherit from their department, departments from the organization; a route decides for itself."
      />
      <div className="flex flex-col gap-8 px-(--gutter) pt-2 pb-12">
        {preferences.problem === undefined ? null : (
          <ErrorState title="The preferences did not load" requestId={preferences.problem.request_id}>
            {preferences.problem.detail}
          </ErrorState>
        )}
        {set.length === 0 ? null : (
          <section aria-label="What is preferred" className="max-w-180">
            <Facts facts={set.map((scope) => ({ label: scope.label, value: words(scope) }))} />
          </section>
        )}
        {holds(me.permissions, 'routes.prefer') ? (
          <PreferenceForm
            scopes={scopes}
            connections={(connections.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            providers={(providers.data?.data ?? []).map(({ name, label }) => ({ value: name, label }))}
          />
        ) : null}
      </div>
    </>
  );
}
