import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Card } from '#components/ui/card.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { listFrameworks } from '#lib/compliance/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { getDepartmentGovernance, getProjectGovernance, getTeamGovernance, getTenantGovernance } from '#lib/governance/index.ts';
import { listGroups } from '#lib/groups/index.ts';
import { perform, performOr404 } from '#lib/http/page-invocation.ts';
import { listConnections } from '#lib/sso/index.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { actingRules, type Governance } from '../_components/acting-rules.ts';
import { ActingTable } from '../_components/acting-table.tsx';
import { GovernanceForm } from '../_components/governance-form.tsx';
import { PlaceStandings } from '../_components/place-standings.tsx';

export const metadata: Metadata = { title: 'Governance · Departments' };

function loadGovernance(id: string) {
  if (id === 'tenant') return performOr404(getTenantGovernance, {});
  if (id.startsWith('team_')) return performOr404(getTeamGovernance, { team_id: id });
  if (id.startsWith('prj_')) return performOr404(getProjectGovernance, { project_id: id });
  return id.startsWith('dep_') ? performOr404(getDepartmentGovernance, { department_id: id }) : notFound();
}

/** Where a place itself is shown. */
const pageOf = ({ kind, id }: Governance['place']): string =>
  ({ tenant: '/organization', department: `/organization?open=${id}`, team: `/teams/${id}`, project: `/projects/${id}` })[kind];

function answerOf({ around }: Governance, rules: ReturnType<typeof actingRules>): string {
  if (rules.length === 0) return 'Nothing is asked here beyond keys, budgets and the data classes of the organization.';
  const own = rules.filter(({ isOwn }) => isOwn).length;
  const all = rules.length === 1 ? '1 thing is asked here' : `${rules.length} things are asked here`;
  const from = around.filter(({ place }) => rules.some((rule) => rule.from.id === place.id)).map(({ place }) => place.name);
  return from.length === 0 ? `${all}, all of it set here.` : `${all}: ${own} set here, ${rules.length - own} from ${from.join(', ')}.`;
}

/** The names that the form offers, as far as the reader may see them. */
async function loadNames() {
  const [frameworks, groups, connections] = await Promise.all([
    perform(listFrameworks, {}),
    perform(listGroups, { limit: 200 }),
    perform(listConnections, { limit: 200 }),
  ]);
  return {
    frameworks: (frameworks.data?.data ?? []).filter(({ followed }) => followed).map(({ name }) => name),
    groups: (groups.data?.data ?? []).map(({ name }) => name),
    providers: (connections.data?.data ?? []).map(({ name }) => name),
  };
}

/** What holds in this place, by whom, and what does it set itself? */
export default async function PlaceGovernancePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ me, reader, now }, { data, problem }] = await Promise.all([loadReader(), loadGovernance(id)]);
  if (problem !== undefined) {
    return (
      <ErrorState title="The governance did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const rules = actingRules(data);
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: data.place.name, href: pageOf(data.place) }, { label: 'Governance' }]} />
      <PageHeader
        title={`Governance of ${data.place.name}`}
        answer={answerOf(data, rules)}
        actions={<ButtonLink href="/policies/violations">What policies did</ButtonLink>}
      />
      <div className="flex flex-col gap-4 px-(--gutter) pt-2 pb-12">
        <Card
          title="What holds here"
          subtitle={
            data.place.kind === 'project'
              ? 'With what its team and departments ask of the calls of their people'
              : 'With what the places around it ask; the strictest of each counts'
          }
        >
          <ActingTable rules={rules} />
        </Card>
        <PlaceStandings governance={data} reader={reader} now={now} />
        {holds(me.permissions, 'policies.publish') ? (
          <GovernanceForm key={data.place.id} governance={data} {...(await loadNames())} />
        ) : (
          <p className="text-control text-second">Who may put policies in force can change this.</p>
        )}
      </div>
    </>
  );
}
