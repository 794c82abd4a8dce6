import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { listKeys } from '#lib/keys/index.ts';
import { droppedOf, searchText } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { tableProblem } from '../_shell/table-problem.tsx';
import { keyColumns } from './_components/key-columns.tsx';
import { KeyPanel } from './_components/key-panel.tsx';
import { keyListInput, keyUrlSpec } from './_components/key-url.ts';

export const metadata: Metadata = { title: 'Virtual keys · Tollgate' };

/** Which keys exist, and which are risky? */
export default async function KeysPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, keyUrlSpec);
  const q = searchText(search);
  const [{ reader, now }, keys] = await Promise.all([loadReader(), perform(listKeys, keyListInput(state, q))]);
  const rows = keys.data?.data ?? [];
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Virtual keys' }]} />
      <DroppedNotice dropped={droppedOf(dropped)} />
      <PageHeader
        title="Virtual keys"
        answer="A key lets an app call Tollgate. It is shown once, and stops within two seconds of being disabled."
        primary={
          <ButtonLink variant="primary" href="/keys/new">
            Create key
          </ButtonLink>
        }
      />
      <DataTable
        label="Virtual keys"
        noun="keys"
        columns={keyColumns}
        rows={rows}
        rowId={(key) => key.id}
        rowName={(key) => key.name}
        opens="panel"
        url={listUrl('/keys', search)}
        reader={reader}
        now={now}
        sort={state.sort}
        defaultSort={keyUrlSpec.defaultSort}
        cols={state.cols}
        open={state.open}
        search={{ label: 'Search name, owner or end of key', value: q }}
        filters={{
          fields: [
            { field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statusOptions },
            { field: 'kind', label: 'Kind', kind: 'choice', operators: ['is'], options: kindOptions },
          ],
          active: state.filters,
          suggested: [{ field: 'status', operator: 'is', values: ['active'] }],
        }}
        older={keys.data?.next_cursor ?? undefined}
        problem={tableProblem('keys', keys.problem)}
        empty={{
          title: 'No key yet',
          children: 'A key lets an app call Tollgate. It is shown once.',
          action: <ButtonLink href="/keys/new">Create key</ButtonLink>,
        }}
      />
      {state.open === undefined ? null : <KeyPanel id={state.open} reader={reader} now={now} />}
    </>
  );
}

const statusOptions = [
  { value: 'active', label: 'Active' },
  { value: 'disabled', label: 'Disabled' },
  { value: 'expired', label: 'Expired' },
];
const kindOptions = [
  { value: 'personal', label: 'Personal' },
  { value: 'team', label: 'Team' },
  { value: 'service', label: 'Service' },
];
