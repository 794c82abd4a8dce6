import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listSupportAccess } from '#lib/support/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { SettingsTabs } from '../_components/settings-tabs.tsx';
import { AccessDecision, type AccessRow, AccessState, accessColumns } from './_components/access-columns.tsx';

export const metadata: Metadata = { title: 'Support access · Settings' };

/** One request beside the list: who wants in, why, and for how long. */
function AccessPanel({ row, reader, now }: { row: AccessRow; reader: Reader; now: string }) {
  const time = (at: string | null, none: string) => (at === null ? none : <TimeText at={at} reader={reader} now={now} absolute />);
  return (
    <SidePanel
      title={row.operator_name || row.operator_email}
      badge={<AccessState state={row.state} />}
      actions={<AccessDecision row={row} />}
    >
      <p className="mb-4 whitespace-pre-line break-words text-control">{row.reason}</p>
      <Facts
        facts={[
          { label: 'E-mail', value: row.operator_email },
          { label: 'For', value: row.hours === 1 ? '1 hour' : `${row.hours} hours` },
          { label: 'Asked', value: time(row.created_at, '–') },
          { label: 'Decided by', value: row.decided_by_name ?? 'Nobody yet' },
          { label: 'Ends', value: time(row.ends_at, 'Not granted') },
        ]}
      />
    </SidePanel>
  );
}

/** May anybody of the platform look in here? */
export default async function SupportAccessPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/settings/support', searchParams);
  const [{ reader, now }, accesses] = await Promise.all([loadReader(), perform(listSupportAccess, { cursor: list.state.cursor })]);
  const open = accesses.data?.data.find(({ id }) => id === list.state.open);
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'Support access' }]} />
      <PageHeader
        title="Support access"
        answer="People who run the platform see nothing of yours until you let one of them in, for some hours, to read how things are set up."
      />
      <SettingsTabs current="support" />
      <DataTable
        label="Support access"
        columns={accessColumns}
        {...listProps(list, 'requests', accesses)}
        rowName={(row) => row.operator_name || row.operator_email}
        opens="panel"
        reader={reader}
        now={now}
        empty={{ title: 'Nobody asked', children: 'When somebody of the platform asks to look in, you decide here.' }}
      />
      {open === undefined ? null : <AccessPanel row={open} reader={reader} now={now} />}
    </>
  );
}
