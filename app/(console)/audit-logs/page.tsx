import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageControls } from '#components/shell/page-controls.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { resolveRange } from '#components/shell/range.ts';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { listAuditEntries } from '#lib/audit/index.ts';
import { auditResults } from '#lib/contracts/audit-logs.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, textValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { auditColumns } from './_components/audit-columns.tsx';
import { AuditPanel } from './_components/audit-panel.tsx';
import { AuditTabs } from './_components/audit-tabs.tsx';
import { ExportLinks } from './_components/export-links.tsx';

export const metadata: Metadata = { title: 'Audit log' };

const urlSpec = { filters: { result: ['is'], action: ['is'], resource: ['is'] }, defaultRange: '30d' } as const satisfies UrlSpec;

const resultOptions = [
  { value: 'success', label: 'Success' },
  { value: 'denied', label: 'Denied' },
  { value: 'failed', label: 'Failed' },
];

/** Who did what? */
export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/audit-logs', searchParams, urlSpec);
  const { state, q } = list;
  const { reader, now, me } = await loadReader();
  const span = resolveRange(state.range, { now: new Date(now), timeZone: reader.timeZone, firstEvent: new Date(me.tenant.created_at) });
  const entries = await perform(listAuditEntries, {
    search: q,
    cursor: state.cursor,
    from: span?.from.toISOString(),
    to: span?.to.toISOString(),
    result: chosenValue(state, 'result', auditResults),
    action: textValue(state, 'action'),
    resource_kind: textValue(state, 'resource'),
  });
  return (
    <>
      <PageBar
        crumbs={[{ label: 'Governance' }, { label: 'Audit log' }]}
        controls={<PageControls range={state.range} defaultRange="30d" />}
      />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Audit log"
        answer="Every change, sign-in and administrative read, with who, what, from where and what it was before. Entries are sealed into a signed log: a change or a gap shows."
        actions={<ExportLinks from={span?.from} to={span?.to} />}
      />
      <div className="pb-2">
        <AuditTabs current="entries" />
      </div>
      <DataTable
        label="Audit entries"
        columns={auditColumns}
        {...listProps(list, 'entries', entries)}
        rowName={(entry) => `${entry.action} by ${entry.actor_name}`}
        opens="panel"
        reader={reader}
        now={now}
        density="compact"
        search={{ label: 'Search actor, action or whole id', value: q }}
        filters={{
          fields: [
            { field: 'result', label: 'Result', kind: 'choice', operators: ['is'], options: resultOptions },
            { field: 'action', label: 'Action', kind: 'text', operators: ['is'] },
            { field: 'resource', label: 'Resource', kind: 'text', operators: ['is'] },
          ],
          active: state.filters,
          suggested: [{ field: 'result', operator: 'is', values: ['denied'] }],
        }}
        empty={{ title: 'Nothing in this range', children: 'Widen the range to see earlier entries.' }}
      />
      {state.open === undefined ? null : <AuditPanel id={state.open} reader={reader} now={now} />}
    </>
  );
}
