import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listChannels } from '#lib/notifications/index.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { AlertTabs } from '../alerts/_components/alert-tabs.tsx';
import { ChannelCard } from './_components/channel-card.tsx';

export const metadata: Metadata = { title: 'Channels' };

/** Who is told, and does it arrive? */
export default async function ChannelsPage() {
  const [{ reader, now, me }, { data, problem }] = await Promise.all([loadReader(), perform(listChannels, { limit: 200 })]);
  const mayWrite = holds(me.permissions, 'channels.write');
  const rows = data?.data ?? [];
  const failing = rows.filter(({ status, last_error: error }) => status === 'disabled' || error !== null).length;
  const create = (
    <ButtonLink variant="primary" href="/channels/new">
      Add channel
    </ButtonLink>
  );
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Alerts', href: '/alerts' }, { label: 'Channels' }]} />
      <PageHeader
        title="Channels"
        answer={
          failing === 0
            ? 'Mailboxes, rooms, pagers and webhooks that are told of alerts and events.'
            : `${failing} ${failing === 1 ? 'channel does' : 'channels do'} not take what is sent; it is kept and tried again.`
        }
        actions={mayWrite ? <ButtonLink href="/webhooks/new">Add webhook</ButtonLink> : undefined}
        primary={mayWrite && rows.length > 0 ? create : undefined}
      />
      <AlertTabs current="channels" />
      <div className="grid items-start gap-4 px-(--gutter) pt-4 pb-16 lg:grid-cols-12">
        {problem === undefined ? null : (
          <ErrorState title="The channels did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
        {problem === undefined && rows.length === 0 ? (
          <div className="lg:col-span-12">
            <EmptyState title="Nobody is told yet" action={mayWrite ? create : undefined}>
              Add a mailbox or a room, and name it in rules and in the settings of budgets.
            </EmptyState>
          </div>
        ) : null}
        {rows.map((channel) => (
          <ChannelCard key={channel.id} channel={channel} reader={reader} now={now} mayWrite={mayWrite} />
        ))}
      </div>
    </>
  );
}
