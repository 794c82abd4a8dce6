import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { listKeys } from '#lib/keys/index.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { keyColumns } from './_components/key-columns.tsx';
import { KeyPanel } from './_components/key-panel.tsx';
import { KeyTabs } from './_components/key-tabs.tsx';
import { keyListInput, keyUrlSpec } from './_components/key-url.ts';
import { kindWords } from './_components/key-words.ts';

export const metadata: Metadata = { title: 'Virtual keys' };

/** Which keys exist, and which are risky? */
export default async function KeysPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/keys', searchParams, keyUrlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, keys] = await Promise.all([loadReader(), perform(listKeys, keyListInput(state, q))]);
  const rows = keys.data?.data ?? [];
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Virtual keys' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Virtual keys"
        answer="A key lets an app call Tollgate. It is shown once, and stops within two seconds of being disabled."
        primary={
          <ButtonLink variant="primary" href="/keys/new">
            Create key
          </ButtonLink>
        }
      />
      <div className="pb-3">
        <KeyTabs current="keys" permissions={me.permissions} />
      </div>
      <DataTable
        label="Virtual keys"
        columns={keyColumns}
        {...listProps(list, 'keys', keys)}
        rows={rows}
        rowName={(key) => key.name}
        opens="panel"
        reader={reader}
        now={now}
        search={{ label: 'Search name, owner or end of key', value: q }}
        filters={{
          fields: [
            { field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statusOptions },
            { field: 'kind', label: 'Kind', kind: 'choice', operators: ['is'], options: kindOptions },
            { field: 'rotation', label: 'Rotation', kind: 'choice', operators: ['is'], options: rotationOptions },
            { field: 'unused', label: 'Not used for', kind: 'choice', operators: ['is'], options: unusedOptions },
          ],
          active: state.filters,
          suggested: [
            { field: 'status', operator: 'is', values: ['active'] },
            { field: 'rotation', operator: 'is', values: ['due'] },
            { field: 'unused', operator: 'is', values: ['90'] },
          ],
        }}
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
const kindOptions = Object.entries(kindWords).map(([value, label]) => ({ value, label }));
const rotationOptions = [
  { value: 'due', label: 'Overdue' },
  { value: 'soon', label: 'Due within 30 days' },
];
const unusedOptions = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
];
