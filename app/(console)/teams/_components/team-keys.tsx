import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import type { SearchParameters, UrlState } from '#components/shell/url-state.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listKeys } from '#lib/keys/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { tableProblem } from '../../_shell/table-problem.tsx';
import { keyColumns } from '../../keys/_components/key-columns.tsx';
import type { TeamRow } from './team-columns.tsx';

export interface TeamTabProps {
  team: TeamRow;
  search: SearchParameters;
  state: UrlState;
}

/** The keys whose calls are charged to the team. */
export async function TeamKeys({ team, search, state }: TeamTabProps) {
  const [{ reader, now }, keys] = await Promise.all([loadReader(), perform(listKeys, { team_id: team.id, cursor: state.cursor })]);
  return (
    <DataTable
      label={`Virtual keys of ${team.name}`}
      noun="keys"
      columns={keyColumns}
      rows={keys.data?.data ?? []}
      rowId={(key) => key.id}
      rowName={(key) => key.name}
      opens={(key) => `/keys?open=${key.id}`}
      url={listUrl(`/teams/${team.id}`, search)}
      reader={reader}
      now={now}
      older={keys.data?.next_cursor ?? undefined}
      problem={tableProblem('keys', keys.problem)}
      empty={{ title: 'This team has no key', children: 'A team key is shared by the team; a service key is for a program.' }}
    />
  );
}
