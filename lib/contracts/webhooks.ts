import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { Channel, ChannelSettings, channelKinds, eventPatterns } from './channels.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** The answers that show the signing secret: the only ones that ever do. */
export const NewWebhook = Channel.extend({
  secret: z
    .string()
    .meta({ description: 'Signs what is sent (`whsec_…`). Shown once', examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] }),
}).meta({ id: 'NewWebhook' });
export type NewWebhook = z.output<typeof NewWebhook>;

export const deliveryStates = ['queued', 'delivered', 'dead'] as const;

/** One message to one channel, with its attempts. */
export const Delivery = z
  .strictObject({
    id: publicId('delivery').meta({ description: 'Also the `webhook-id` that the receiver knows it by' }),
    channel_id: publicId('channel'),
    channel_name: z.string(),
    channel_kind: z.enum(channelKinds),
    event: z.string(),
    title: z.string(),
    state: z.enum(deliveryStates).meta({ description: '`dead`: given up after the last attempt' }),
    attempts: z.number().int().min(0),
    next_attempt_at: instant.nullable(),
    delivered_at: instant.nullable(),
    last_status: z.number().int().nullable().meta({ description: 'HTTP status of the last answer' }),
    last_error: z.string().nullable(),
    log: z.array(
      z.strictObject({
        at: z.string(),
        ok: z.boolean(),
        status: z.number().int().nullable(),
        note: z.string(),
        ms: z.number().int().min(0),
      }),
    ),
    payload: z.record(z.string(), z.unknown()).meta({ description: 'The data that a webhook is sent' }),
    created_at: instant,
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.output<typeof Delivery>;

const webhookId = publicId('channel');
const exampleId = 'chn_01jdnhwyg0e008000000000001';
const read = { permission: 'channels.read', scope: 'tenant' } as const;
const write = { permission: 'channels.write', scope: 'tenant' } as const;

export const webhookList = defineOperation({
  ...read,
  name: 'webhook.list',
  summary: 'List webhooks; each is a channel and is changed, tested and deleted at /channels',
  input: z.strictObject({ ...pageInput, sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name') }),
  output: pageOf(Channel),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/webhooks' },
});

export const webhookCreate = defineOperation({
  ...write,
  name: 'webhook.create',
  summary: 'Create a webhook that is sent events with Standard Webhooks signatures; the answer alone shows its secret',
  input: z.strictObject({
    name: line(100),
    url: line(1000).meta({ description: 'https://…; private networks only where the operator allows them' }),
    events: eventPatterns.default(['*']),
    settings: ChannelSettings.pick({ format: true }).default({}),
  }),
  output: NewWebhook,
  errors: ['address_not_allowed', 'conflict', 'limit_reached'],
  examples: [{ name: 'Ticket desk', url: 'https://desk.example.com/hooks/tollgate', events: ['alert.*', 'incident.opened'] }],
  http: { method: 'POST', path: '/webhooks', status: 201 },
});

export const webhookRotate = defineOperation({
  ...write,
  name: 'webhook.rotate',
  summary: 'Give a webhook a new secret; for a while messages carry two signatures, by the new one and the former',
  input: z.strictObject({
    webhook_id: webhookId,
    overlap_hours: z.int().min(0).max(168).default(24).meta({ description: 'How long the former secret signs as well' }),
  }),
  output: NewWebhook,
  errors: ['conflict'],
  examples: [{ webhook_id: exampleId }],
  http: { method: 'POST', path: '/webhooks/{webhook_id}/rotate' },
});

export const webhookReplay = defineOperation({
  ...write,
  name: 'webhook.replay',
  summary: 'Send again what a webhook or channel did not take, or everything of a time; at most 1,000 messages',
  input: z.strictObject({
    webhook_id: webhookId,
    since: instant,
    until: instant.optional().meta({ description: 'Now unless said' }),
    state: z.enum(['dead', 'delivered', 'all']).default('dead'),
  }),
  output: z.strictObject({ queued: z.number().int().min(0) }),
  errors: ['conflict'],
  examples: [{ webhook_id: exampleId, since: '2026-11-20T00:00:00Z' }],
  http: { method: 'POST', path: '/webhooks/{webhook_id}/replay' },
});

export const deliveryList = defineOperation({
  ...read,
  name: 'delivery.list',
  summary: 'List what channels and webhooks were sent, the newest first unless sorted',
  input: z.strictObject({
    ...pageInput,
    channel_id: publicId('channel').optional(),
    state: z.enum([...deliveryStates, 'all']).default('all'),
    event: line(80).optional(),
    sort: z.enum(['-created_at', 'created_at']).default('-created_at'),
  }),
  output: pageOf(Delivery),
  errors: ['invalid_cursor'],
  examples: [{}, { state: 'dead' }],
  http: { method: 'GET', path: '/webhooks/deliveries' },
});

export const deliveryReplay = defineOperation({
  ...write,
  name: 'delivery.replay',
  summary: 'Send one message again, with the same id',
  input: z.strictObject({ delivery_id: publicId('delivery') }),
  output: Delivery,
  errors: ['conflict'],
  examples: [{ delivery_id: 'msg_01jdnhwyg0e008000000000001' }],
  http: { method: 'POST', path: '/webhooks/deliveries/{delivery_id}/replay' },
});
