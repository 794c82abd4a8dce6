import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listSupportCases } from '#lib/platform/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { caseColumns } from '../_components/case-columns.tsx';

export const metadata: Metadata = { title: 'Support access · Platform' };

/** Who was asked to be let in, and what did they say? */
export default async function SupportCasesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/operator/support', searchParams);
  const [{ reader, now, me }, cases] = await Promise.all([loadReader(), perform(listSupportCases, { cursor: list.state.cursor })]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Operator' }, { label: 'Support access' }]} />
      <PageHeader
        title="Support access"
        answer="Looking in signs this browser out of the platform and into the organization, until the hours are over. Everything stands in its audit log."
      />
      <DataTable
        label="Support access"
        columns={caseColumns(me.user.email)}
        {...listProps(list, 'requests', cases)}
        rowName={(row) => row.tenant_name}
        reader={reader}
        now={now}
        empty={{ title: 'Nobody was asked', children: 'Ask for access on the page of an organization.' }}
      />
    </>
  );
}
