import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import type { SearchParameters, UrlState } from '#components/shell/url-state.ts';
import { PersonCell } from '#components/ui/person-cell.tsx';
import type { Group, GroupMember } from '#lib/contracts/groups.ts';
import { listGroupMembers } from '#lib/groups/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { searchText } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { tableProblem } from '../../_shell/table-problem.tsx';
import { peopleOptions } from '../../budgets/_components/scope-options.ts';
import { AddGroupMember } from './add-group-member.tsx';
import { AskButton } from './ask-button.tsx';

type MemberRow = z.input<typeof GroupMember>;

export interface GroupMembersProps {
  group: z.input<typeof Group>;
  search: SearchParameters;
  state: UrlState;
  mayWrite: boolean;
}

const columnsFor = (group: GroupMembersProps['group'], mayChange: boolean): readonly Column<MemberRow>[] => [
  {
    id: 'name',
    header: 'Name',
    narrow: true,
    cell: (row) => (
      <PersonCell person={{ name: row.name || undefined, email: row.email, deactivated: row.user_status === 'deactivated' }} />
    ),
  },
  { id: 'email', header: 'E-mail', value: (row) => row.email },
  { id: 'since', header: 'Since', value: (row) => new Date(row.created_at), format: 'day' },
  ...(mayChange
    ? [
        {
          ...({ id: 'actions', header: 'Actions', align: 'end' } as const),
          cell: (row: MemberRow) => (
            <AskButton group={group} taken={{ kind: 'member', userId: row.user_id, label: row.name || row.email }} />
          ),
        },
      ]
    : []),
];

/** Who is in the group. */
export async function GroupMembers({ group, search, state, mayWrite }: GroupMembersProps) {
  const q = searchText(search);
  const mayChange = mayWrite && group.origin === 'manual';
  const [{ reader, now }, members, people] = await Promise.all([
    loadReader(),
    perform(listGroupMembers, { group_id: group.id, search: q, cursor: state.cursor }),
    mayChange ? peopleOptions() : [],
  ]);
  return (
    <DataTable
      label={`People in ${group.name}`}
      noun="people"
      columns={columnsFor(group, mayChange)}
      rows={members.data?.data ?? []}
      rowId={(row) => row.user_id}
      rowName={(row) => row.name || row.email}
      url={listUrl(`/groups/${group.id}`, search)}
      reader={reader}
      now={now}
      search={{ label: 'Search people', value: q }}
      older={members.data?.next_cursor ?? undefined}
      problem={tableProblem('people', members.problem)}
      tools={mayChange ? <AddGroupMember groupId={group.id} people={people} /> : undefined}
      empty={{
        title: 'Nobody is in this group',
        children: mayChange ? 'Add people one by one.' : 'Its members come from your directory.',
      }}
    />
  );
}
