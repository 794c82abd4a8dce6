import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { DataTable } from '#components/data-table/data-table.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { listTokens } from '#lib/credentials/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { publicOrigin } from '#lib/http/public-origin.ts';
import { listProvisioningEvents } from '#lib/scim/index.ts';
import { chosenValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { SettingsTabs } from '../_components/settings-tabs.tsx';
import { eventColumns } from './_components/event-columns.tsx';

export const metadata: Metadata = { title: 'SCIM · Settings' };

const outcomes = ['succeeded', 'failed'] as const;
const spec = { filters: { outcome: ['is'] }, sorts: [] } as const satisfies UrlSpec;
const outcomeOptions = [
  { value: 'succeeded', label: 'Succeeded' },
  { value: 'failed', label: 'Failed' },
];

/** Where does the directory send people and groups, and what did it send last? */
export default async function ScimPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/settings/scim', searchParams, spec);
  const { state, q } = list;
  const outcome = chosenValue(state, 'outcome', outcomes);
  const [{ reader, now }, events, tokens, received] = await Promise.all([
    loadReader(),
    perform(listProvisioningEvents, { cursor: state.cursor, search: q, outcome }),
    perform(listTokens, { permission: 'scim.provision', status: 'active', owner: 'tenant' }),
    headers(),
  ]);
  const endpoint = `${publicOrigin(received)}/api/v1/scim/v2`;
  const active = tokens.data?.data ?? [];
  const create = (
    <ButtonLink variant={active.length === 0 ? 'primary' : 'secondary'} href="/settings/tokens/new?for=scim">
      Create SCIM token
    </ButtonLink>
  );
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'SCIM' }]} />
      <PageHeader
        title="Settings"
        answer="Okta, Entra ID and other directories create, change and deactivate people and groups here by SCIM 2.0."
        primary={create}
      />
      <SettingsTabs current="scim" />
      <div className="max-w-3xl px-(--gutter) pt-6 pb-4">
        <Facts
          facts={[
            {
              label: 'Endpoint',
              value: (
                <span className="inline-flex items-center gap-1">
                  <span className="break-all font-mono text-caption">{endpoint}</span>
                  <CopyButton value={endpoint} label="Copy the endpoint" />
                </span>
              ),
            },
            {
              label: 'Tokens',
              value:
                active.length === 0
                  ? 'None yet: the directory cannot sign in'
                  : active.map(({ name, display }) => `${name} (${display})`).join(', '),
            },
            {
              label: 'Last used',
              value: <LastUse at={active.map(({ last_used_at: at }) => at).filter((at) => at !== null)} reader={reader} now={now} />,
            },
          ]}
        />
      </div>
      <DataTable
        label="Provisioning log"
        columns={eventColumns}
        {...listProps(list, 'requests', events)}
        rowName={(event) => `${event.method} ${event.path}`}
        reader={reader}
        now={now}
        search={{ label: 'Search path, answer or id', value: q }}
        filters={{
          fields: [{ field: 'outcome', label: 'Outcome', kind: 'choice', operators: ['is'], options: outcomeOptions }],
          active: state.filters,
          suggested: [{ field: 'outcome', operator: 'is', values: ['failed'] }],
        }}
        empty={{
          title: 'The directory has not changed anything yet',
          children: 'Changes and failed requests of the last thirty days appear here.',
          action: create,
        }}
      />
    </>
  );
}

/** When the directory came last, of all its tokens. */
function LastUse({ at, reader, now }: { at: readonly string[]; reader: { locale: string; timeZone: string }; now: string }) {
  const latest = [...at].sort().at(-1);
  return latest === undefined ? 'Never' : <TimeText at={latest} reader={reader} now={now} />;
}
