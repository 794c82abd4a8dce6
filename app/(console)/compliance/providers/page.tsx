import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { listProviderRecords } from '#lib/compliance/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { droppedOf } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { tableProblem } from '../../_shell/table-problem.tsx';
import { ComplianceTabs } from '../_components/compliance-tabs.tsx';
import { AgreementBadge, providerColumns } from '../_components/provider-columns.tsx';
import { ProviderForm } from '../_components/provider-form.tsx';

export const metadata: Metadata = { title: 'Register of providers' };

const urlSpec = {} as const satisfies UrlSpec;

/** To whom does data go, and what is agreed with them? */
export default async function ProvidersPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, urlSpec);
  const { reader, now, me } = await loadReader();
  const { data, problem } = await perform(listProviderRecords, {});
  const rows = data?.data ?? [];
  const missing = rows.filter(({ used, registered }) => used && !registered).length;
  const open = rows.find(({ provider }) => provider === state.open);
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Compliance', href: '/compliance' }, { label: 'Providers' }]} />
      <DroppedNotice dropped={droppedOf(dropped)} />
      <PageHeader
        title="Register of providers"
        answer={
          missing === 0
            ? 'Every provider that is used is in the register.'
            : `${missing} of the providers that are used are not in the register.`
        }
      />
      <ComplianceTabs current="providers" />
      <DataTable
        label="Providers"
        noun="providers"
        columns={providerColumns}
        rows={rows}
        rowId={(row) => row.provider}
        rowName={(row) => row.label}
        opens="panel"
        rowTone={(row) => (row.used && !row.registered ? 'warning' : undefined)}
        url={listUrl('/compliance/providers', search)}
        reader={reader}
        now={now}
        cols={state.cols}
        open={state.open}
        problem={tableProblem('providers', problem)}
        empty={{ title: 'No provider yet', children: 'Providers stand here as soon as a connection leads to one.' }}
      />
      {open === undefined ? null : (
        <SidePanel title={open.label} badge={<AgreementBadge row={open} />}>
          {holds(me.permissions, 'compliance.write') ? (
            <ProviderForm key={`${open.provider} ${open.version}`} row={open} />
          ) : (
            <p className="text-control">{open.note}</p>
          )}
        </SidePanel>
      )}
    </>
  );
}
