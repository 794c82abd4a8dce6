import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { emailAddress, line, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Channels and webhooks of one tenant, at most. */
export const channelsMax = 100;

/** Every way to tell somebody; `lib/notifications/channels` has what each does. */
export const channelKinds = ['email', 'slack', 'teams', 'pagerduty', 'webhook'] as const;
export type ChannelKindName = (typeof channelKinds)[number];
/** Webhooks are made at /webhooks, because they come with a secret. */
export const roomKinds = ['email', 'slack', 'teams', 'pagerduty'] as const;
const channelStatuses = ['active', 'paused', 'disabled'] as const;

const eventPattern = z
  .string()
  .max(80)
  .regex(/^(\*|[a-z_]+\.\*|[a-z_]+\.[a-z_]+)$/, { error: 'Write *, alert.* or alert.opened' });
/** Events that are told by themselves. */
export const eventPatterns = z.array(eventPattern).max(50).meta({
  description: 'Events told here by themselves, such as `alert.opened`, `incident.*` or `*`; none for what alert rules send alone',
});

export const ChannelSettings = z.strictObject({
  recipients: z.array(emailAddress).min(1).max(50).optional().meta({ description: 'Of e-mail' }),
  format: z
    .enum(['standard', 'cloudevents'])
    .optional()
    .meta({ description: 'Of webhooks: Standard Webhooks unless said, or CloudEvents 1.0' }),
});
export type ChannelSettings = z.output<typeof ChannelSettings>;

const ChannelTest = z.strictObject({
  ok: z.boolean(),
  status: z.number().int().nullable(),
  message: z.string(),
  latency_ms: z.number().int().min(0),
});

/** Where somebody is told; never its secret. */
export const Channel = z
  .strictObject({
    id: publicId('channel'),
    name: z.string(),
    kind: z.enum(channelKinds),
    url: z.string().nullable().meta({ description: 'Of webhooks; null where the address is the secret' }),
    settings: ChannelSettings,
    events: eventPatterns,
    secret_hint: z.string().nullable().meta({ description: 'The end of the secret' }),
    former_secret_until: instant
      .nullable()
      .meta({ description: 'Until when messages are signed by the secret before the last rotation, too' }),
    status: z.enum(channelStatuses).meta({ description: '`disabled`: nobody took what was sent, so that nothing more is' }),
    last_error: z.string().nullable(),
    failing_since: instant.nullable(),
    delivered_at: instant.nullable().meta({ description: 'When something was last taken' }),
    tested_at: instant.nullable(),
    test_result: ChannelTest.nullable(),
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'Channel' });
export type Channel = z.output<typeof Channel>;
export type ChannelTestResult = z.output<typeof ChannelTest>;

const channelId = publicId('channel');
const exampleId = 'chn_01jdnhwyg0e008000000000001';
const read = { permission: 'channels.read', scope: 'tenant' } as const;
const write = { permission: 'channels.write', scope: 'tenant' } as const;
const address = line(1000);

export const channelList = defineOperation({
  ...read,
  name: 'channel.list',
  summary: 'List channels, webhooks among them',
  input: z.strictObject({
    ...pageInput,
    search: searchText,
    kind: z.enum(channelKinds).optional(),
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(Channel),
  errors: ['invalid_cursor'],
  examples: [{}, { kind: 'slack', sort: '-created_at' }],
  http: { method: 'GET', path: '/channels' },
});

export const channelGet = defineOperation({
  ...read,
  name: 'channel.get',
  summary: 'Get a channel',
  input: z.strictObject({ channel_id: channelId }),
  output: Channel,
  examples: [{ channel_id: exampleId }],
  http: { method: 'GET', path: '/channels/{channel_id}' },
});

export const channelCreate = defineOperation({
  ...write,
  name: 'channel.create',
  summary: 'Create a channel: mailboxes, a Slack or Teams room, a PagerDuty service',
  input: z.strictObject({
    name: line(100),
    kind: z.enum(roomKinds),
    settings: ChannelSettings.default({}),
    url: address
      .nullable()
      .optional()
      .meta({ description: 'Of PagerDuty, where it is not the one of the United States: https://events.eu.pagerduty.com/v2/enqueue' }),
    secret: address
      .optional()
      .meta({ description: 'Address of the Slack or Teams webhook, or the integration key of PagerDuty (Events API v2)' }),
    events: eventPatterns.default([]),
  }),
  output: Channel,
  errors: ['address_not_allowed', 'conflict', 'limit_reached'],
  examples: [
    { name: 'On call', kind: 'email', settings: { recipients: ['oncall@example.com'] } },
    { name: 'Room of the platform', kind: 'slack', secret: 'https://hooks.slack.com/services/T0/B0/x', events: ['incident.*'] },
  ],
  http: { method: 'POST', path: '/channels', status: 201 },
});

export const channelUpdate = defineOperation({
  ...write,
  name: 'channel.update',
  summary: 'Change, pause or resume a channel or webhook',
  input: z.strictObject({
    channel_id: channelId,
    name: line(100).optional(),
    url: address.nullable().optional().meta({ description: 'Of webhooks and PagerDuty, where null is the one of the United States' }),
    secret: address.optional().meta({ description: 'Of the other kinds; the secret of a webhook is rotated' }),
    settings: ChannelSettings.optional(),
    events: eventPatterns.optional(),
    status: z.enum(['active', 'paused']).optional(),
  }),
  output: Channel,
  errors: ['address_not_allowed', 'conflict', 'precondition_failed'],
  examples: [{ channel_id: exampleId, status: 'paused' }],
  http: { method: 'PATCH', path: '/channels/{channel_id}' },
});

export const channelDelete = defineOperation({
  ...write,
  name: 'channel.delete',
  summary: 'Delete a channel or webhook; its secret is destroyed, what it was sent stays in the log',
  input: z.strictObject({ channel_id: channelId }),
  output: Channel,
  examples: [{ channel_id: exampleId }],
  http: { method: 'DELETE', path: '/channels/{channel_id}' },
});

export const channelTest = defineOperation({
  ...write,
  name: 'channel.test',
  summary: 'Send a test message now and say what came of it',
  input: z.strictObject({ channel_id: channelId }),
  output: Channel,
  errors: ['conflict'],
  examples: [{ channel_id: exampleId }],
  http: { method: 'POST', path: '/channels/{channel_id}/test' },
});
