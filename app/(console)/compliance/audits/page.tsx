import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { listAudits } from '#lib/compliance/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { sortValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { auditColumns } from '../_components/audit-columns.tsx';
import { AuditPanel } from '../_components/audit-panel.tsx';
import { ComplianceTabs } from '../_components/compliance-tabs.tsx';
import { RunAuditButton } from '../_components/run-audit-button.tsx';

export const metadata: Metadata = { title: 'Audits of compliance' };

const urlSpec = { sorts: ['started_at'], defaultSort: { field: 'started_at', descending: true } } as const satisfies UrlSpec;

/** What was found when, and what proves it? */
export default async function AuditsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/compliance/audits', searchParams, urlSpec);
  const { state } = list;
  const { reader, now, me } = await loadReader();
  const audits = await perform(listAudits, { cursor: state.cursor, sort: sortValue(state, ['started_at', '-started_at']) });
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Compliance', href: '/compliance' }, { label: 'Audits' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Audits"
        answer="What each audit found stays as it was found; the audit log proves it. Reports come as PDF, JSON and OCSF events."
        primary={holds(me.permissions, 'compliance.write') ? <RunAuditButton /> : undefined}
      />
      <ComplianceTabs current="audits" />
      <DataTable
        label="Audits"
        columns={auditColumns}
        {...listProps(list, 'audits', audits)}
        rowName={(row) => `Audit of ${row.started_at.slice(0, 16).replace('T', ' ')}`}
        opens="panel"
        reader={reader}
        now={now}
        empty={{ title: 'No audit yet', children: 'An audit asks every check what is really configured and stored.' }}
      />
      {state.open === undefined ? null : <AuditPanel id={state.open} reader={reader} now={now} />}
    </>
  );
}
