import type { ChannelKindName } from '#lib/contracts/channels.ts';
import type { ChannelKind } from './channel-kind.ts';
import { email } from './email.ts';
import { pagerduty } from './pagerduty.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

/** Every kind of channel, one line each. */
export const channelKindsByName: Readonly<Record<ChannelKindName, ChannelKind>> = { email, slack, teams, pagerduty, webhook };
