import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { listAttestations, listFrameworks } from '#lib/compliance/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { textValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { attestationColumns } from '../_components/attestation-columns.tsx';
import { AttestationPanel } from '../_components/attestation-panel.tsx';
import { ComplianceTabs } from '../_components/compliance-tabs.tsx';

export const metadata: Metadata = { title: 'Attestations · Compliance' };

/** What do people vouch for, who, and until when? */
export default async function AttestationsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/compliance/attestations', searchParams, { filters: { framework: ['is'] } });
  const [{ reader, now, me }, attestations, frameworks] = await Promise.all([
    loadReader(),
    perform(listAttestations, { cursor: list.state.cursor, framework: textValue(list.state, 'framework') }),
    perform(listFrameworks, {}),
  ]);
  const names = new Map((frameworks.data?.data ?? []).map(({ framework, name }) => [framework, name]));
  const rows = (attestations.data?.data ?? []).map((row) => ({ ...row, framework_name: names.get(row.framework) ?? 'Archived framework' }));
  const answer = {
    problem: attestations.problem,
    data: { data: rows, next_cursor: attestations.data?.next_cursor ?? null },
  };
  const mayWrite = holds(me.permissions, 'compliance.write');
  const open = rows.find(({ id }) => id === list.state.open);
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Compliance', href: '/compliance' }, { label: 'Attestations' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Attestations"
        answer={
          mayWrite
            ? 'What people vouch for where no check can look. You may vouch: open a control that needs a person.'
            : 'What people vouch for where no check can look. To vouch takes the permission compliance.write.'
        }
      />
      <ComplianceTabs current="attestations" />
      <DataTable
        {...listProps(list, 'attestations', answer)}
        label="Attestations"
        columns={attestationColumns}
        rowName={(row) => `${row.framework_name} ${row.ref}`}
        opens="panel"
        reader={reader}
        now={now}
        filters={{
          fields: [
            {
              ...{ field: 'framework', label: 'Framework', kind: 'choice', operators: ['is'] },
              options: [...names].map(([value, label]) => ({ value, label })),
            },
          ],
          active: list.state.filters,
        }}
        empty={{ title: 'Nobody vouched for anything yet', children: 'Controls that need a person say so in their framework.' }}
      />
      {open === undefined ? null : <AttestationPanel attestation={open} reader={reader} now={now} mayWrite={mayWrite} />}
    </>
  );
}
