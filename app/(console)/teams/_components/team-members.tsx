import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { PersonCell } from '#components/ui/person-cell.tsx';
import type { Member } from '#lib/contracts/members.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsers } from '#lib/identity/index.ts';
import { listMembers } from '#lib/organization/index.ts';
import { searchText } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { tableProblem } from '../../_shell/table-problem.tsx';
import { AddMember } from './add-member.tsx';
import { MemberMenu } from './member-menu.tsx';
import type { TeamTabProps } from './team-keys.tsx';

type MemberRow = z.input<typeof Member>;

const columnsFor = (mayChange: boolean): readonly Column<MemberRow>[] => [
  {
    id: 'name',
    header: 'Name',
    narrow: true,
    cell: (row) => (
      <PersonCell person={{ name: row.name || undefined, email: row.email, deactivated: row.user_status === 'deactivated' }} />
    ),
  },
  { id: 'email', header: 'E-mail', value: (row) => row.email },
  {
    id: 'role',
    header: 'Team role',
    narrow: true,
    cell: (row) =>
      row.team_role === 'lead' ? <StatusBadge tone="brand">Lead</StatusBadge> : <StatusBadge tone="neutral">Member</StatusBadge>,
  },
  { id: 'since', header: 'Since', value: (row) => new Date(row.created_at), format: 'day' },
  ...(mayChange
    ? [
        {
          id: 'actions',
          header: 'Actions',
          align: 'end',
          cell: (row: MemberRow) => <MemberMenu id={row.id} name={row.name || row.email} teamRole={row.team_role} />,
        } as const,
      ]
    : []),
];

/** Who is in the team. */
export async function TeamMembers({ team, search, state }: TeamTabProps) {
  const q = searchText(search);
  const [{ reader, now, me }, members, users] = await Promise.all([
    loadReader(),
    perform(listMembers, { team_id: team.id, search: q, cursor: state.cursor }),
    perform(listUsers, { limit: 200 }),
  ]);
  const mayChange = holds(me.permissions, 'teams.members') && team.archived_at === null;
  const people = (users.data?.data ?? []).map(({ id, name, email }) => ({ value: id, label: name || email, detail: email }));
  return (
    <DataTable
      label={`Members of ${team.name}`}
      noun="members"
      columns={columnsFor(mayChange)}
      rows={members.data?.data ?? []}
      rowId={(member) => member.id}
      rowName={(member) => member.name || member.email}
      url={listUrl(`/teams/${team.id}`, search)}
      reader={reader}
      now={now}
      search={{ label: 'Search members', value: q }}
      older={members.data?.next_cursor ?? undefined}
      problem={tableProblem('members', members.problem)}
      tools={mayChange ? <AddMember teamId={team.id} people={people} /> : undefined}
      empty={{ title: 'Nobody is in this team', children: 'Add people one by one, or import a CSV file over the API.' }}
    />
  );
}
