import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Card } from '#components/ui/card.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { getChannel } from '#lib/notifications/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { ChannelActions } from '../_components/channel-actions.tsx';
import { type ChannelRow, ChannelState } from '../_components/channel-card.tsx';
import { ChannelFacts } from '../_components/channel-facts.tsx';
import { channelWords } from '../_components/channel-words.ts';
import { EditChannelForm } from '../_components/edit-channel-form.tsx';

export const metadata: Metadata = { title: 'Channel' };

function answerOf({ kind, status, last_error: error }: ChannelRow): string {
  const { label, note } = channelWords[kind];
  const state =
    status === 'disabled'
      ? 'Nobody took what was sent, so that nothing more is.'
      : status === 'paused'
        ? 'What it is told is kept until it goes on.'
        : error === null
          ? 'It takes what it is sent.'
          : `It failed last: ${error}.`;
  return [`${label}.`, state, note].filter((text) => text !== null).join(' ');
}

/** Where does it lead, and does it arrive? */
export default async function ChannelPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ reader, now, me }, { data: channel, problem }] = await Promise.all([loadReader(), performOr404(getChannel, { channel_id: id })]);
  if (channel === undefined) {
    return (
      <ErrorState title="The channel did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const mayWrite = holds(me.permissions, 'channels.write');
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Channels', href: '/channels' }, { label: channel.name }]} />
      <PageHeader
        title={channel.name}
        badge={<ChannelState channel={channel} />}
        answer={answerOf(channel)}
        actions={<ButtonLink href={`/webhooks?f.channel=is:${id}`}>Deliveries</ButtonLink>}
      />
      <div className="grid items-start gap-6 px-(--gutter) pb-12 lg:grid-cols-12">
        {mayWrite ? (
          <div className="lg:col-span-7">
            <EditChannelForm channel={channel} />
          </div>
        ) : null}
        <Card className="lg:col-span-5" title="How it stands">
          <ChannelFacts channel={channel} reader={reader} now={now} more={[{ label: 'Id', value: <IdCell id={id} /> }]} />
          {mayWrite ? (
            <div className="mt-4 flex flex-wrap gap-2">
              <ChannelActions id={id} name={channel.name} status={channel.status} isWebhook={channel.kind === 'webhook'} all />
            </div>
          ) : null}
        </Card>
      </div>
    </>
  );
}
