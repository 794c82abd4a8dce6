import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { DeniedState } from '#components/ui/denied-state.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { listConnections } from '#lib/connections/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { NewScheduleForm } from '../../_components/new-schedule-form.tsx';

export const metadata: Metadata = { title: 'New schedule · Reconciliation' };

/** Whose bills are to be looked at, and how often? */
export default async function NewReconciliationSchedulePage() {
  const { me } = await loadReader();
  const may = holds(me.permissions, 'reconciliations.write') && holds(me.permissions, 'connections.read');
  const listed = may ? await perform(listConnections, { limit: 200 }) : undefined;
  const connections = (listed?.data?.data ?? []).map(({ id, name, provider }) => ({ value: id, label: `${name} (${provider})` }));
  return (
    <>
      <PageBar
        crumbs={[
          { label: 'Spend' },
          { label: 'Reconciliation', href: '/reconciliations' },
          { label: 'By schedule', href: '/reconciliations/schedules' },
          { label: 'New schedule' },
        ]}
      />
      <PageHeader title="New schedule" answer="A provider’s own cost report is fetched and compared with what was metered." />
      <div className="px-(--gutter) pb-12">
        {may ? null : <DeniedState permission="schedule comparisons of connections" scope="here" granters={[]} />}
        {may && connections.length === 0 ? (
          <EmptyState title="There is no connection">A schedule compares the costs of one; make it first.</EmptyState>
        ) : null}
        {may && connections.length > 0 ? <NewScheduleForm connections={connections} /> : null}
      </div>
    </>
  );
}
