import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { JsonView } from '#components/ui/json-view.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { deliveryStates } from '#lib/contracts/webhooks.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listChannels, listDeliveries } from '#lib/notifications/index.ts';
import { chosenValue, sortValue, textValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { AlertTabs } from '../alerts/_components/alert-tabs.tsx';
import { eventChoices } from '../channels/_components/event-choices.ts';
import { type DeliveryRow, DeliveryState, deliveryColumns } from './_components/delivery-columns.tsx';
import { ReplayButton } from './_components/replay-button.tsx';

export const metadata: Metadata = { title: 'Deliveries' };

const urlSpec = {
  filters: { state: ['is'], channel: ['is'], event: ['is'] },
  sorts: ['created_at'],
  defaultSort: { field: 'created_at', descending: true },
} as const satisfies UrlSpec;
const stateOptions = [
  { value: 'dead', label: 'Given up' },
  { value: 'queued', label: 'On its way' },
  { value: 'delivered', label: 'Taken' },
];
/** Patterns mean several events; the log is narrowed to one. */
const eventOptions = eventChoices.filter(({ value }) => !value.endsWith('*'));

function DeliveryPanel({ delivery, reader, now, mayWrite }: { delivery: DeliveryRow; reader: Reader; now: string; mayWrite: boolean }) {
  const { id, event, state, channel_name: channel, next_attempt_at: next, log, payload } = delivery;
  return (
    <SidePanel
      title={event}
      badge={<DeliveryState state={state} />}
      actions={mayWrite && state !== 'queued' ? <ReplayButton id={id} /> : undefined}
    >
      <Facts
        facts={[
          { label: 'Channel', value: channel },
          { label: 'What', value: delivery.title },
          { label: 'Next attempt', value: next === null ? 'None' : <TimeText at={next} reader={reader} now={now} /> },
          { label: 'Message id', value: id },
        ]}
      />
      <h3 className="mt-6 mb-2 font-semibold text-body">Attempts</h3>
      {log.length === 0 ? <p className="text-control text-second">None yet.</p> : null}
      <ol className="flex flex-col">
        {log.map((attempt) => (
          <li key={attempt.at} className="flex flex-wrap justify-between gap-2 border-b py-2 text-control">
            <span className="break-words">{attempt.note}</span>
            <TimeText at={attempt.at} reader={reader} now={now} />
          </li>
        ))}
      </ol>
      <h3 className="mt-6 mb-2 font-semibold text-body">Data</h3>
      <JsonView label="Data" text={JSON.stringify(payload)} />
    </SidePanel>
  );
}

/** What was sent, and did it arrive? */
export default async function DeliveriesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/webhooks', searchParams, urlSpec);
  const { state } = list;
  const [{ reader, now, me }, deliveries, dead, channels] = await Promise.all([
    loadReader(),
    perform(listDeliveries, {
      cursor: state.cursor,
      state: chosenValue(state, 'state', deliveryStates),
      channel_id: textValue(state, 'channel'),
      event: textValue(state, 'event'),
      sort: sortValue(state, ['created_at', '-created_at']),
    }),
    perform(listDeliveries, { state: 'dead', limit: 1 }),
    perform(listChannels, { limit: 200 }),
  ]);
  const rows = deliveries.data?.data ?? [];
  const mayWrite = holds(me.permissions, 'channels.write');
  const open = rows.find(({ id }) => id === state.open);
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Alerts', href: '/alerts' }, { label: 'Deliveries' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Deliveries"
        answer={
          (dead.data?.data.length ?? 0) === 0
            ? 'Everything that channels and webhooks were sent was taken, or is still tried.'
            : 'Some messages were given up after the last attempt; they can be sent again.'
        }
        actions={mayWrite ? <ButtonLink href="/webhooks/new">Add webhook</ButtonLink> : undefined}
      />
      <AlertTabs current="webhooks" />
      <div className="pt-4">
        <DataTable
          label="Deliveries"
          columns={deliveryColumns}
          {...listProps(list, 'deliveries', deliveries)}
          rows={rows}
          rowName={(row) => `${row.event} to ${row.channel_name}`}
          opens="panel"
          reader={reader}
          now={now}
          filters={{
            fields: [
              { field: 'state', label: 'State', kind: 'choice', operators: ['is'], options: stateOptions },
              {
                ...{ field: 'channel', label: 'Channel', kind: 'choice', operators: ['is'] },
                options: (channels.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
              },
              { field: 'event', label: 'Event', kind: 'choice', operators: ['is'], options: eventOptions },
            ],
            active: state.filters,
            suggested: [{ field: 'state', operator: 'is', values: ['dead'] }],
          }}
          empty={{ title: 'Nothing was sent yet', children: 'Messages to channels and webhooks stand here, with every attempt.' }}
        />
      </div>
      {open === undefined ? null : <DeliveryPanel delivery={open} reader={reader} now={now} mayWrite={mayWrite} />}
    </>
  );
}
