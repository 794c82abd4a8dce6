import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { getTeam } from '#lib/organization/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { ArchiveTeam } from '../_components/archive-team.tsx';
import { departmentOptions } from '../_components/department-options.ts';
import { TeamBudgets } from '../_components/team-budgets.tsx';
import { leadNames, type TeamRow, TeamStatus } from '../_components/team-columns.tsx';
import { TeamForm } from '../_components/team-form.tsx';
import { TeamKeys } from '../_components/team-keys.tsx';
import { TeamMembers } from '../_components/team-members.tsx';

export const metadata: Metadata = { title: 'Team' };

const urlSpec = { tabs: ['members', 'budgets', 'keys', 'settings'] } as const satisfies UrlSpec;

interface TeamPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParameters>;
}

const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

/** How the page answers: who is in it and who answers for it. */
const answerOf = (team: TeamRow): string =>
  `${people(team.member_count)}${team.department_name === null ? '' : ` in ${team.department_name}`}. ${leadNames(team) === null ? 'Nobody leads it yet.' : `Led by ${leadNames(team)}.`}`;

/** Who is in this team, and which keys does it have? */
export default async function TeamPage({ params, searchParams }: TeamPageProps) {
  const [{ id }, search] = await Promise.all([params, searchParams]);
  const [{ me }, { data: team, problem }] = await Promise.all([loadReader(), performOr404(getTeam, { team_id: id })]);
  const { state } = readUrlState(search, urlSpec);
  const tab = state.tab ?? 'members';
  if (problem !== undefined) {
    return (
      <ErrorState title="The team did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Teams', href: '/teams' }, { label: team.name }]} />
      <PageHeader title={team.name} badge={<TeamStatus team={team} />} answer={answerOf(team)} />
      <LinkTabs
        label="Team"
        current={tab}
        tabs={[
          { id: 'members', label: 'Members', href: `/teams/${id}` },
          { id: 'budgets', label: 'Budgets', href: `/teams/${id}?tab=budgets` },
          { id: 'keys', label: 'Keys', href: `/teams/${id}?tab=keys` },
          ...(holds(me.permissions, 'policies.read')
            ? [{ id: 'governance', label: 'Governance', href: `/organization/governance/${id}` }]
            : []),
          { id: 'settings', label: 'Settings', href: `/teams/${id}?tab=settings` },
        ]}
      />
      {tab === 'members' ? <TeamMembers team={team} search={search} state={state} /> : null}
      {tab === 'budgets' ? <TeamBudgets team={team} /> : null}
      {tab === 'keys' ? <TeamKeys team={team} search={search} state={state} /> : null}
      {tab === 'settings' ? (
        <div className="px-(--gutter) pt-4 pb-12">
          <TeamForm team={team} departments={await departmentOptions()} />
          <div className="mt-10 border-t pt-4">
            <ArchiveTeam id={team.id} name={team.name} archived={team.archived_at !== null} />
          </div>
        </div>
      ) : null}
    </>
  );
}
