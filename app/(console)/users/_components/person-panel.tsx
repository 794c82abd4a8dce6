import { SidePanel } from '#components/shell/side-panel.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getUser } from '#lib/identity/index.ts';
import { HeldRoles } from './held-roles.tsx';
import { PersonActions } from './person-actions.tsx';

export interface PersonPanelProps {
  id: string;
  reader: Reader;
  now: string;
  mayWrite: boolean;
  mayAssign: boolean;
}

/** One person beside the list: teams, roles, last sign-in. */
export async function PersonPanel({ id, reader, now, mayWrite, mayAssign }: PersonPanelProps) {
  const user = await perform(getUser, { user_id: id });
  if (user.problem !== undefined) {
    return (
      <SidePanel title="Person">
        <ErrorState title="The person did not load" requestId={user.problem.request_id}>
          {user.problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const person = user.data;
  const name = person.name || person.email;
  return (
    <SidePanel title={name} actions={mayWrite ? <PersonActions id={person.id} name={name} status={person.status} /> : undefined}>
      <Facts
        facts={[
          { label: 'E-mail', value: person.email },
          { label: 'Status', value: person.status === 'active' ? 'Active' : 'Deactivated' },
          {
            label: 'Teams',
            value: person.teams.map((team) => (team.team_role === 'lead' ? `${team.name} (lead)` : team.name)).join(', ') || 'None',
          },
          { label: 'Second factor', value: person.has_second_factor ? 'Yes' : 'No' },
          {
            label: 'Last sign-in',
            value: person.last_sign_in_at === null ? 'Never' : <TimeText at={person.last_sign_in_at} reader={reader} now={now} />,
          },
          { label: 'Id', value: <IdCell id={person.id} /> },
        ]}
      />
      <div className="mt-6 mb-2 flex items-center justify-between gap-2">
        <h3 className="font-semibold text-body">Roles</h3>
        <ButtonLink size="small" href={`/access?user=${person.id}`}>
          Explain access
        </ButtonLink>
      </div>
      <HeldRoles user={{ ...person, name }} reader={reader} now={now} mayAssign={mayAssign} />
    </SidePanel>
  );
}
