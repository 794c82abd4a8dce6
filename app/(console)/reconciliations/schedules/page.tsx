import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { PageLink } from '#components/shell/page-link.tsx';
import { StatusBadge } from '#components/ui/badge.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listSchedules } from '#lib/reconciliations/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { Outcome } from '../_components/reconciliation-columns.tsx';
import { ReconciliationTabs } from '../_components/reconciliation-tabs.tsx';
import { ScheduleActions } from '../_components/schedule-actions.tsx';

export const metadata: Metadata = { title: 'Comparisons by schedule' };

const every = (days: number): string => (days === 1 ? 'Each day' : `Every ${days} days`);

/** Whose bills are looked at without anybody asking? */
export default async function ReconciliationSchedulesPage() {
  const [{ reader, now, me }, { data, problem }] = await Promise.all([loadReader(), perform(listSchedules, { limit: 200 })]);
  const mayWrite = holds(me.permissions, 'reconciliations.write');
  const rows = data?.data ?? [];
  const failing = rows.filter(({ last_error: fault }) => fault !== null).length;
  const create = (
    <ButtonLink variant="primary" href="/reconciliations/schedules/new">
      Add schedule
    </ButtonLink>
  );
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Reconciliation', href: '/reconciliations' }, { label: 'By schedule' }]} />
      <PageHeader
        title="Reconciliation"
        answer={
          failing === 0
            ? 'Cost reports are fetched by themselves; what nothing explains opens an incident.'
            : `${failing} ${failing === 1 ? 'report' : 'reports'} cannot be had at the moment; each is tried again.`
        }
        primary={mayWrite && rows.length > 0 ? create : undefined}
      />
      <ReconciliationTabs current="schedules" />
      <div className="grid items-start gap-4 px-(--gutter) pt-4 pb-16 lg:grid-cols-12">
        {problem === undefined ? null : (
          <ErrorState title="The schedules did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
        {problem === undefined && rows.length === 0 ? (
          <div className="lg:col-span-12">
            <EmptyState title="Nothing is compared by itself" action={mayWrite ? create : undefined}>
              Have the cost report of a provider fetched each day, and hear of it when it bills what was not metered.
            </EmptyState>
          </div>
        ) : null}
        {rows.map((row) => (
          <Card
            key={row.id}
            className="lg:col-span-6"
            title={row.connection_name}
            subtitle={`${every(row.every_days)}, ${row.wait_hours} hours after the last one`}
            aside={
              row.status === 'paused' ? (
                <StatusBadge tone="neutral">Paused</StatusBadge>
              ) : (
                <StatusBadge tone={row.last_error === null ? 'success' : 'danger'}>
                  {row.last_error === null ? 'Active' : 'Failing'}
                </StatusBadge>
              )
            }
          >
            <Facts
              facts={[
                { label: 'Key', value: row.credential_hint ?? 'The connection’s own' },
                { label: 'Compared up to', value: row.compared_to },
                {
                  label: 'Last comparison',
                  value:
                    row.last_state === null ? (
                      'None yet'
                    ) : (
                      <PageLink href={`/reconciliations?open=${row.last_reconciliation_id}`} className="underline-offset-4 hover:underline">
                        <Outcome state={row.last_state} />
                      </PageLink>
                    ),
                },
                {
                  label: 'Next',
                  value: row.next_at === null ? 'Not while paused' : <TimeText at={row.next_at} reader={reader} now={now} />,
                },
                ...(row.last_error === null ? [] : [{ label: 'Last fault', value: row.last_error }]),
              ]}
            />
            {mayWrite ? (
              <div className="mt-3 flex gap-2">
                <ScheduleActions id={row.id} name={row.connection_name} status={row.status} isFailing={row.last_error !== null} />
              </div>
            ) : null}
          </Card>
        ))}
      </div>
    </>
  );
}
