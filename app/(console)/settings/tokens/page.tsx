import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { tokenOwners, tokenStatuses } from '#lib/contracts/tokens.ts';
import { listTokens } from '#lib/credentials/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, sortValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { SettingsTabs } from '../_components/settings-tabs.tsx';
import { tokenColumns } from './_components/token-columns.tsx';

export const metadata: Metadata = { title: 'API tokens · Settings' };

const spec = {
  filters: { status: ['is'], owner: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'created_at', descending: true },
} as const satisfies UrlSpec;
const sorts = ['name', '-name', 'created_at', '-created_at'] as const;

const statuses = [
  { value: 'active', label: 'Active' },
  { value: 'expired', label: 'Expired' },
  { value: 'revoked', label: 'Revoked' },
];
const owners = [
  { value: 'person', label: 'A person' },
  { value: 'tenant', label: 'The organization' },
];

/** Which programs can call the management API, and as whom? */
export default async function TokensPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/settings/tokens', searchParams, spec);
  const { state, q } = list;
  const input = {
    search: q,
    sort: sortValue(state, sorts),
    cursor: state.cursor,
    status: chosenValue(state, 'status', tokenStatuses),
    owner: chosenValue(state, 'owner', tokenOwners),
  };
  const [{ reader, now }, tokens] = await Promise.all([loadReader(), perform(listTokens, input)]);
  const create = (
    <ButtonLink variant="primary" href="/settings/tokens/new">
      Create token
    </ButtonLink>
  );
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'API tokens' }]} />
      <PageHeader
        title="Settings"
        answer="A token lets a program call the management API. Models are called with virtual keys."
        primary={create}
      />
      <SettingsTabs current="tokens" />
      <div className="pt-4">
        <DataTable
          label="API tokens"
          columns={tokenColumns}
          {...listProps(list, 'tokens', tokens)}
          rowName={(token) => token.name}
          reader={reader}
          now={now}
          search={{ label: 'Search name or end of token', value: q }}
          filters={{
            fields: [
              { field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statuses },
              { field: 'owner', label: 'Owner', kind: 'choice', operators: ['is'], options: owners },
            ],
            active: state.filters,
            suggested: [{ field: 'status', operator: 'is', values: ['active'] }],
          }}
          empty={{ title: 'No token yet', children: 'A token lets a program call the management API. It is shown once.', action: create }}
        />
      </div>
    </>
  );
}
