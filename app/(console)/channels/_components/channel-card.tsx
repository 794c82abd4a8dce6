import type { z } from 'zod';
import { StatusBadge } from '#components/ui/badge.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Card } from '#components/ui/card.tsx';
import type { Channel } from '#lib/contracts/channels.ts';
import type { Reader } from '#lib/core/format.ts';
import { ChannelActions } from './channel-actions.tsx';
import { ChannelFacts } from './channel-facts.tsx';
import { channelWords } from './channel-words.ts';

/** A channel in wire form. */
export type ChannelRow = z.input<typeof Channel>;

export interface ChannelCardProps {
  channel: ChannelRow;
  reader: Reader;
  now: string;
  mayWrite: boolean;
}

/** Whether a channel is told of things, and takes them. */
export function ChannelState({ channel: { status, last_error: error } }: Pick<ChannelCardProps, 'channel'>) {
  if (status === 'disabled') return <StatusBadge tone="danger">Turned off</StatusBadge>;
  if (status === 'paused') return <StatusBadge tone="neutral">Paused</StatusBadge>;
  return <StatusBadge tone={error === null ? 'success' : 'warning'}>{error === null ? 'Active' : 'Failing'}</StatusBadge>;
}

/** One channel of the list. */
export function ChannelCard({ channel, reader, now, mayWrite }: ChannelCardProps) {
  const { id, name, kind, status } = channel;
  const { label, note } = channelWords[kind];
  return (
    <Card className="lg:col-span-6" title={name} subtitle={label} aside={<ChannelState channel={channel} />}>
      <ChannelFacts channel={channel} reader={reader} now={now} />
      {note === null ? null : <p className="mt-3 text-caption text-quiet">{note}</p>}
      <div className="mt-3 flex flex-wrap gap-2">
        <ButtonLink size="small" href={`/channels/${id}`} aria-label={`${mayWrite ? 'Edit' : 'Open'} ${name}`}>
          {mayWrite ? 'Edit' : 'Open'}
        </ButtonLink>
        {mayWrite ? <ChannelActions id={id} name={name} status={status} isWebhook={kind === 'webhook'} /> : null}
      </div>
    </Card>
  );
}
