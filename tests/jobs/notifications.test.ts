// This file is long because webhooks and channels are told by one job to one receiver, which every test listens to.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeOutput } from '#lib/command/steps.ts';
import { renewEncryption } from '#lib/connections/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import { writeOutbox } from '#lib/events/outbox.ts';
import { listIncidents } from '#lib/incidents/index.ts';
import {
  createChannel,
  createWebhook,
  deleteChannel,
  deliverNotifications,
  getChannel,
  listChannels,
  listDeliveries,
  mailMessages,
  type NotificationMessage,
  queueMessages,
  replayDelivery,
  replayWebhook,
  rotateWebhook,
  tellEvents,
  testChannel,
  updateChannel,
} from '#lib/notifications/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { commandRuntimeOf, invocationOf } from '#tests/support/sample-company.ts';

const scene = companyScene('notifications', (runtime) => ({
  ...runtime,
  outbound: commandRuntimeOf(scene.database, { allowPrivate: ['127.0.0.0/8'] }).outbound,
}));
const admin = () => scene.as(scene.company.admin);

interface Taken {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}
const taken: Taken[] = [];
/** What the receiver answers with, one after the other; 200 when there are no more. */
const answers: { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }[] = [];
let server: Server;
let address = '';
let nowMs = Date.now();

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      taken.push({ path: request.url ?? '', headers, body: Buffer.concat(chunks).toString() });
      const { status, headers: extra, body } = answers.shift() ?? { status: 200 };
      response.writeHead(status, extra).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));
beforeEach(async () => {
  // Only this test's organization has something to send.
  await scene.database.superuser`update notification_channel set status = 'paused'`;
  taken.length = 0;
  answers.length = 0;
  nowMs = Date.now() + 1000;
});

const { signal } = new AbortController();
const tell = () => tellEvents(scene.database.databases, new Date(nowMs), signal);
const deliver = () => {
  const now = () => nowMs;
  const means = {
    ...scene.runtime.outbound,
    now,
    publicUrl: 'https://gate.example',
    mail: mailMessages(scene.database.databases.app, now),
  };
  const masters = createMasterKeys(scene.database.secret);
  return deliverNotifications({ databases: scene.database.databases, masters, means, logger: silentLogger, random: () => 0.5 }, signal);
};
const hook = (input: object = {}) => createWebhook.execute(admin(), { name: 'Desk', url: `${address}/hook`, events: ['key.*'], ...input });
const idOf = ({ id }: { readonly id: string }) => ({ channel_id: toPublicId('channel', id) });
const happen = () => scene.inside((tx) => writeOutbox(tx, scene.company.tenantId, [{ name: 'key.created', payload: { key_id: 'key_1' } }]));
const log = async (input: object = {}) => (await listDeliveries.execute(admin(), input)).data;
const verify = (secret: string, { headers, body }: Taken): unknown => {
  const clock = Date.now;
  // The library looks at the clock; the messages carry that of the test.
  Date.now = () => nowMs;
  try {
    return new Webhook(secret).verify(body, headers);
  } finally {
    Date.now = clock;
  }
};

const message: NotificationMessage = {
  ...{
    event: 'alert.opened',
    at: '2026-11-21T10:00:00.000Z',
    title: 'Cost <b>',
    summary: 'Cost is over & above *all*.',
    severity: 'critical',
  },
  ...{ phase: 'open', subject: 'alert 7', facts: [['Team', '<Search>']], path: '/alerts?open=alt_7', data: { alert_id: 'alt_7' } },
};

describe('webhooks [INT-4]', () => {
  it('get each event once, with a signature that the reference library takes', async () => {
    const { secret } = await hook();
    await happen();
    expect([await tell(), await tell()]).toEqual([1, 0]);
    expect([await deliver(), await deliver()]).toEqual([1, 0]);
    const [sent] = taken;
    if (sent === undefined) throw new Error('Nothing came');
    expect(verify(secret, sent)).toMatchObject({
      type: 'key.created',
      data: { key_id: 'key_1', url: expect.stringMatching(/^https:\/\/gate\.example\/keys/) },
    });
    expect(() => verify(secret, { ...sent, body: sent.body.replace('key_1', 'key_2') })).toThrow(/signature/i);
    const [entry] = await log();
    expect(entry).toMatchObject({ state: 'delivered', attempts: 1, last_status: 200, event: 'key.created' });
    expect(sent.headers['webhook-id']).toBe(toPublicId('delivery', entry?.id ?? ''));
  });

  it('are tried again by the schedule, with the same id and a new time, until they are given up and replayed', async () => {
    const made = await hook();
    await happen();
    await tell();
    answers.push(...Array.from({ length: 10 }, () => ({ status: 500, body: 'down' })));
    const waits = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
    for (const seconds of waits) {
      await deliver();
      nowMs += seconds * 1000 - 1;
      expect(await deliver()).toBe(0);
      nowMs += 2;
    }
    await deliver();
    expect(taken).toHaveLength(10);
    expect(new Set(taken.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(taken.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10);
    const [dead] = await log({ state: 'dead' });
    expect(dead).toMatchObject({ attempts: 10, last_status: 500, last_error: 'Answered 500: down', next_attempt_at: null });
    expect(dead?.log).toHaveLength(10);
    expect((await listIncidents.execute(admin(), { source: 'notifications' })).data).toMatchObject([
      { title: 'Desk does not take messages' },
    ]);
    const during = { since: new Date(Date.now() - 60_000).toISOString(), until: new Date(nowMs).toISOString() };
    expect(await replayWebhook.execute(admin(), { webhook_id: toPublicId('channel', made.id), ...during })).toEqual({ queued: 1 });
    nowMs += 1000;
    expect(await deliver()).toBe(1);
    expect(taken[10]?.headers['webhook-id']).toBe(taken[0]?.headers['webhook-id']);
    const delivery = { delivery_id: toPublicId('delivery', dead?.id ?? '') };
    expect(await replayDelivery.execute(admin(), delivery)).toMatchObject({ state: 'queued' });
    expect(await faultOf(replayDelivery.execute(admin(), delivery))).toBe('conflict');
    expect(verify(made.secret, taken[10] ?? { path: '', headers: {}, body: '' })).toMatchObject({ type: 'key.created' });
  });

  it('wait as long as the receiver asks, are turned off by 410, and follow no redirect', async () => {
    const made = await hook();
    await happen();
    await tell();
    answers.push(
      { status: 429, headers: { 'retry-after': '120' } },
      { status: 302, headers: { location: `${address}/elsewhere` } },
      { status: 410 },
    );
    await deliver();
    nowMs += 119_000;
    expect([await deliver(), taken.length]).toEqual([0, 1]);
    nowMs += 2000;
    await deliver();
    nowMs += 301_000;
    await deliver();
    expect(taken.map(({ path }) => path)).toEqual(['/hook', '/hook', '/hook']);
    expect(await getChannel.execute(admin(), idOf(made))).toMatchObject({ status: 'disabled', last_error: 'Answered 410' });
    expect((await log())[0]).toMatchObject({ state: 'dead', last_status: 410 });
    const since = new Date(0).toISOString();
    expect(await faultOf(replayWebhook.execute(admin(), { webhook_id: toPublicId('channel', made.id), since }))).toBe('conflict');
    expect(await updateChannel.execute(admin(), { ...idOf(made), status: 'active' })).toMatchObject({ status: 'active', last_error: null });
  });

  it('are signed by two secrets while one replaces the other', async () => {
    const made = await hook();
    const rotated = await rotateWebhook.execute(admin(), { webhook_id: toPublicId('channel', made.id), overlap_hours: 1 });
    expect(rotated.secret).not.toBe(made.secret);
    await renewEncryption.execute(admin(), {});
    await happen();
    await tell();
    await deliver();
    const [sent] = taken;
    if (sent === undefined) throw new Error('Nothing came');
    for (const secret of [made.secret, rotated.secret]) expect(verify(secret, sent)).toMatchObject({ type: 'key.created' });
    nowMs += 3_700_000;
    const later = { message, channelIds: [made.id], sourceKey: null };
    await scene.inside((tx) => queueMessages(tx, scene.company.tenantId, new Date(nowMs), [later]));
    await deliver();
    const second = taken[1];
    if (second === undefined) throw new Error('Nothing came');
    expect(verify(rotated.secret, second)).toMatchObject({ type: 'alert.opened' });
    expect(() => verify(made.secret, second)).toThrow(/signature/i);
  });

  it('may be CloudEvents, tell only what was asked for, and never show their secret', async () => {
    const made = await hook({ settings: { format: 'cloudevents' } });
    await hook({ name: 'Others', url: `${address}/others`, events: ['incident.opened'] });
    await happen();
    await tell();
    await deliver();
    expect(taken.map(({ path }) => path)).toEqual(['/hook']);
    const event = JSON.parse(taken[0]?.body ?? '');
    expect(event).toMatchObject({
      specversion: '1.0',
      type: 'tollgate.key.created',
      source: 'https://gate.example',
      data: { key_id: 'key_1' },
    });
    expect(event.id).toBe(taken[0]?.headers['webhook-id']);
    const shown = JSON.stringify([encodeOutput(listChannels.operation, await listChannels.execute(admin(), {})), await log()].map(String));
    expect(shown).not.toContain(made.secret.slice(6));
    const entries = await scene.inside((tx) => tx.execute<{ text: string }>('select row_to_json(e)::text as text from audit_entry e'));
    expect(entries.map(({ text }) => text).join()).not.toContain(made.secret.slice(6));
  });

  it('reach no address that is not allowed, and are for who may set them', async () => {
    expect(await faultOf(hook({ url: 'http://10.0.0.1/' }))).toBe('address_not_allowed /url');
    expect(await faultOf(hook({ url: 'https://169.254.169.254/latest' }))).toBe('address_not_allowed /url');
    expect(await faultOf(createWebhook.execute(scene.as(scene.company.member), { name: 'x', url: `${address}/` }))).toBe('forbidden');
    const made = await hook();
    expect(await faultOf(hook({ name: 'DESK' }))).toBe('conflict /name');
    const other = await scene.otherCompany();
    expect(await faultOf(getChannel.execute(invocationOf(scene.runtime, other, other.admin), idOf(made)))).toBe('not_found');
    expect(await deleteChannel.execute(admin(), idOf(made))).toMatchObject({ status: 'disabled', secret_hint: null });
    expect(await faultOf(getChannel.execute(admin(), idOf(made)))).toBe('not_found');
  });
});

describe('channels [ALR-2] [INT-1] [INT-2]', () => {
  const channel = (input: object) => createChannel.execute(admin(), { name: 'Room', ...input });
  const send = async (id: string, sent: NotificationMessage = message) => {
    await scene.inside((tx) =>
      queueMessages(tx, scene.company.tenantId, new Date(nowMs), [{ message: sent, channelIds: [id], sourceKey: null }]),
    );
    await deliver();
    return JSON.parse(taken.at(-1)?.body ?? 'null');
  };

  it('write to Slack without markup of their own, and know when a webhook was removed', async () => {
    const made = await channel({ kind: 'slack', secret: `${address}/services/T0/B0/secret` });
    expect(made.secret_hint).toBe('…cret');
    const body = await send(made.id);
    expect(taken[0]?.path).toBe('/services/T0/B0/secret');
    expect(body.blocks[0]).toEqual({ type: 'header', text: { type: 'plain_text', text: 'Cost <b>', emoji: false } });
    expect(body.blocks[1].text.text).toContain('over &amp; above');
    expect(body.blocks[2].fields[0].text).toContain('&lt;Search&gt;');
    answers.push({ status: 404, body: 'no_service' });
    await send(made.id);
    expect(await getChannel.execute(admin(), idOf(made))).toMatchObject({ status: 'disabled', last_error: 'Answered 404: no_service' });
  });

  it('write adaptive cards to Teams, which stay below its limit', async () => {
    const made = await channel({ kind: 'teams', secret: `${address}/workflows/1` });
    answers.push({ status: 202 });
    const facts = Array.from({ length: 50 }, (_, at): [string, string] => [`Fact ${at}`, 'x'.repeat(5000)]);
    const body = await send(made.id, { ...message, summary: '*'.repeat(20_000), facts });
    expect(body).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', version: '1.4' } }],
    });
    expect(JSON.stringify(body).length).toBeLessThan(28_000);
    expect((await log())[0]).toMatchObject({ state: 'delivered', last_status: 202 });
  });

  it('open and close what PagerDuty keeps by one key', async () => {
    const key = 'R0123456789012345678901234567890';
    const made = await channel({ kind: 'pagerduty', secret: key, url: `${address}/v2/enqueue` });
    answers.push({ status: 202 }, { status: 202 });
    expect(await send(made.id)).toMatchObject({
      ...{ routing_key: key, event_action: 'trigger', dedup_key: 'alert 7' },
      payload: { severity: 'critical', source: 'Tollgate', timestamp: message.at, custom_details: { Team: '<Search>' } },
    });
    expect(await send(made.id, { ...message, phase: 'over' })).toMatchObject({ event_action: 'resolve', dedup_key: 'alert 7' });
    // Whoever may change addresses does not learn the key by it.
    const elsewhere = (input: object) =>
      faultOf(updateChannel.execute(admin(), { ...idOf(made), url: 'https://pager.example/v2/enqueue', ...input }));
    expect(await elsewhere({})).toBe('validation_failed /secret');
    expect(await elsewhere({ secret: key })).toBe('success');
  });

  it('hand e-mail to the queue of mail, one for each recipient', async () => {
    const recipients = ['ada@example.com', 'grace@example.com'];
    const made = await channel({ kind: 'email', settings: { recipients } });
    await send(made.id);
    const mails = await scene.inside((tx) =>
      tx.execute<{ recipient: string; subject: string }>('select recipient, subject from mail_message order by 1'),
    );
    expect(mails.map(({ recipient }) => recipient)).toEqual(recipients);
    expect(mails[0]?.subject).toBe('Critical: Cost <b>');
  });

  it('say in words what came of a test, without opening anything', async () => {
    const made = await channel({ kind: 'slack', secret: `${address}/s` });
    answers.push({ status: 403, body: 'invalid_token' });
    expect(await testChannel.execute(admin(), idOf(made))).toMatchObject({
      test_result: { ok: false, status: 403, message: 'Answered 403: invalid_token' },
      version: made.version,
    });
    expect(await testChannel.execute(admin(), idOf(made))).toMatchObject({ test_result: { ok: true, status: 200 } });
    expect(JSON.parse(taken[1]?.body ?? '').text).toContain('Nothing has happened');
    const dark = await channel({ name: 'Dark', kind: 'slack', secret: 'http://127.0.0.1:1/s' });
    expect((await testChannel.execute(admin(), idOf(dark))).test_result).toMatchObject({
      ok: false,
      status: null,
      message: 'No connection: unreachable',
    });
  });

  it.each([
    { what: 'e-mail without recipients', input: { kind: 'email' }, fault: 'validation_failed /settings/recipients' },
    { what: 'Slack without its address', input: { kind: 'slack' }, fault: 'validation_failed /secret' },
    { what: 'a key that is none', input: { kind: 'pagerduty', secret: 'short' }, fault: 'validation_failed /secret' },
    {
      what: 'an address for Slack',
      input: { kind: 'slack', secret: 'https://x.example', url: 'https://x.example' },
      fault: 'validation_failed /url',
    },
    { what: 'a private address', input: { kind: 'teams', secret: 'http://10.0.0.1/' }, fault: 'address_not_allowed /secret' },
  ])('refuse $what', async ({ input, fault }) => {
    expect(await faultOf(channel(input))).toBe(fault);
  });

  it('keep what they are sent while they are paused', async () => {
    const made = await channel({ kind: 'slack', secret: `${address}/s` });
    await updateChannel.execute(admin(), { ...idOf(made), status: 'paused' });
    await send(made.id);
    expect(taken).toHaveLength(0);
    await updateChannel.execute(admin(), { ...idOf(made), status: 'active' });
    expect(await deliver()).toBe(1);
  });
});
