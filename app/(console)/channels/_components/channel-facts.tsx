import { type Fact, Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { Reader } from '#lib/core/format.ts';
import type { ChannelRow } from './channel-card.tsx';
import { eventWords } from './event-choices.ts';

export interface ChannelFactsProps {
  channel: ChannelRow;
  reader: Reader;
  now: string;
  /** More facts for the page of one channel. */
  more?: readonly Fact[];
}

/** Where it leads, what it hears, and whether it takes what it is sent. */
export function ChannelFacts({ channel, reader, now, more = [] }: ChannelFactsProps) {
  const { url, settings, events, test_result: test, tested_at: testedAt, delivered_at: deliveredAt } = channel;
  const target = url ?? (settings.recipients === undefined ? (channel.secret_hint ?? '–') : settings.recipients.join(', '));
  const time = (at: string) => <TimeText at={at} reader={reader} now={now} />;
  return (
    <Facts
      facts={[
        { label: 'To', value: target },
        { label: 'Hears by itself', value: events.length === 0 ? 'Only what rules, budgets and policies send' : eventWords(events) },
        { label: 'Last taken', value: deliveredAt === null ? 'Nothing yet' : time(deliveredAt) },
        ...(channel.last_error === null ? [] : [{ label: 'Last fault', value: channel.last_error }]),
        ...(test === null || testedAt === null
          ? []
          : [
              { label: 'Last test', value: test.message },
              { label: 'Tested', value: time(testedAt) },
            ]),
        ...(channel.former_secret_until === null ? [] : [{ label: 'Old secret signs until', value: time(channel.former_secret_until) }]),
        ...more,
      ]}
    />
  );
}
