import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { clientStatuses } from '#lib/contracts/clients.ts';
import { listClients } from '#lib/credentials/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, sortValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { SettingsTabs } from '../_components/settings-tabs.tsx';
import { clientColumns } from './_components/client-columns.tsx';

export const metadata: Metadata = { title: 'OAuth clients · Settings' };

const spec = {
  filters: { status: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;
const sorts = ['name', '-name', 'created_at', '-created_at'] as const;
const statuses = [
  { value: 'active', label: 'Active' },
  { value: 'disabled', label: 'Disabled' },
];

/** Which programs act as accounts of their own? */
export default async function ClientsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/settings/clients', searchParams, spec);
  const { state, q } = list;
  const input = { search: q, sort: sortValue(state, sorts), cursor: state.cursor, status: chosenValue(state, 'status', clientStatuses) };
  const [{ reader, now }, clients] = await Promise.all([loadReader(), perform(listClients, input)]);
  const create = (
    <ButtonLink variant="primary" href="/settings/clients/new">
      Create client
    </ButtonLink>
  );
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'OAuth clients' }]} />
      <PageHeader
        title="Settings"
        answer="Programs that fetch short-lived access tokens with their own credentials, and act by the roles of a service account."
        primary={create}
      />
      <SettingsTabs current="clients" />
      <div className="pt-4">
        <DataTable
          label="OAuth clients"
          columns={clientColumns}
          {...listProps(list, 'clients', clients)}
          rowName={(client) => client.name}
          reader={reader}
          now={now}
          search={{ label: 'Search name or description', value: q }}
          filters={{
            fields: [{ field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statuses }],
            active: state.filters,
            suggested: [],
          }}
          empty={{
            title: 'No client yet',
            children: 'A client lets a program act as a service account with a role of its own.',
            action: create,
          }}
        />
      </div>
    </>
  );
}
