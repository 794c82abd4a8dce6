import { and, eq } from 'drizzle-orm';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { approvalLink, approvalStep, mailMessage } from '#db/schema/index.ts';
import { createDelegation, decideByLink, openLink } from '#lib/approvals/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { enqueueMail } from '#lib/mail/enqueue-mail.ts';
import { createMailer, type Mailer } from '#lib/mail/mailer.ts';
import { sendDueMail } from '#lib/mail/send-due-mail.ts';
import { approvalIdOf, approvalScene } from '#tests/support/approval-scene.ts';
import { dollar, hourMs, noon } from '#tests/support/budget-scene.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const { scene, reject, raiseOf, raiseAgain, limitOf, read } = approvalScene('mail');

interface Received {
  readonly to: string;
  readonly raw: string;
}

/** What the real SMTP server of this file has taken. */
const received: Received[] = [];
/** How it answers the content of a message: undefined takes it. */
let refusal: { readonly code: number; readonly message: string } | undefined;
let refusesRecipients = false;
let server: SMTPServer;
let mailer: Mailer;
let port = 0;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_, __, done) => done(refusesRecipients ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refusal !== undefined) return done(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), raw: Buffer.concat(chunks).toString() });
        return done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  port = address === null || typeof address === 'string' ? 0 : address.port;
  mailer = createMailer(`smtp://127.0.0.1:${port}`, 'Tollgate <tollgate@tollgate.example>');
});
beforeEach(async () => {
  // What the test before left unsent is none of this one's.
  await scene.database.superuser`update mail_message set state = 'sent' where state = 'queued'`;
  received.length = 0;
});
afterEach(() => {
  refusal = undefined;
  refusesRecipients = false;
});
afterAll(async () => {
  mailer.close();
  await new Promise<void>((resolve) => server.close(resolve));
});

/** One run of the job, by a process of its own. */
const run = (atMs = noon, by: Mailer = mailer) =>
  sendDueMail(
    {
      databases: scene.database.databases,
      mailer: by,
      pepper: scene.runtime.keyPepper,
      publicUrl: 'https://console.example',
      logger: silentLogger,
    },
    new Date(atMs),
    new AbortController().signal,
  );

/** A body as its reader sees it: quoted-printable taken apart. */
const readable = (raw: string): string =>
  raw.replaceAll('=\r\n', '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
const mailTo = (person: SamplePerson): string => readable(received.find(({ to }) => to === person.email)?.raw ?? '');
const tokenIn = (mail: string): string => /https:\/\/console\.example\/approvals\/decide\/([0-9a-f]{64})/.exec(mail)?.[1] ?? '';
const messageIdsIn = (mails: readonly Received[]) => mails.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]?.trim());
const open = (person: SamplePerson, token: string) => openLink.execute(scene.as(person), { token });
const decide = (person: SamplePerson, token: string, decision: 'approve' | 'reject' = 'approve', comment = '') =>
  decideByLink.execute(scene.as(person), { token, decision, comment });
/** All that the tenant has, as text. */
async function stateOf(): Promise<string> {
  const { tenantId } = scene.company;
  const rows = await scene.database.superuser`
    select (select jsonb_agg(a order by id) from approval a where tenant_id = ${tenantId}) as a,
      (select jsonb_agg(s order by id) from approval_step s where tenant_id = ${tenantId}) as s,
      (select jsonb_agg(l order by id) from approval_link l where tenant_id = ${tenantId}) as l`;
  return JSON.stringify(rows);
}

test('[COST-6] an approver is told by e-mail, in plain text and HTML; opening the link decides nothing, its button once', async () => {
  const { lead, member } = scene.company;
  const { id, budgetId } = await raiseOf('400');
  expect(await run()).toEqual({ sent: 1, failed: 0 });
  const mail = mailTo(lead);
  expect(received.map(({ to }) => to)).toEqual([lead.email]);
  expect(mail).toMatch(/^Content-Type: multipart\/alternative/im);
  expect(mail).toMatch(/^Auto-Submitted: auto-generated/im);
  expect(mail).toContain('Subject: Approval wanted: Raise Search');
  for (const part of ['text/plain', 'text/html', 'A launch', '$400']) expect(mail).toContain(part);
  const token = tokenIn(mail);
  // No row has the link: what is stored derives it only together with the secret of the installation.
  const stored = await scene.database
    .superuser`select to_jsonb(m)::text || (select string_agg(to_jsonb(l)::text, '') from approval_link l) as text from mail_message m`;
  for (const { text } of stored) expect(text).not.toContain(token);
  // As a scanner does that opens every link of a message, several times.
  const before = await stateOf();
  for (let count = 0; count < 3; count += 1) expect((await open(lead, token)).state).toBe('open');
  expect(await stateOf()).toBe(before);
  const outcomes = await Promise.all([1, 2, 3].map(() => faultOf(decide(lead, token, 'approve', 'From my phone'))));
  expect(outcomes.sort()).toEqual(['conflict', 'conflict', 'success']);
  expect(await limitOf(budgetId)).toBe(400n * dollar);
  expect(await read(member, id)).toMatchObject({ state: 'approved', steps: [{ decided_by: 'lead', comment: 'From my phone' }] });
  expect((await open(lead, token)).state).toBe('used');
  await run();
  expect(mailTo(member)).toContain('was approved');
  expect(mailTo(member)).toContain(`https://console.example/approvals?tab=asked&open=${approvalIdOf(id)}`);
});

test('[COST-6] a forwarded link opens and decides nothing for anybody else, signed in or not', async () => {
  const { lead, member, seller, admin } = scene.company;
  const { id, budgetId } = await raiseOf('400');
  await run();
  const token = tokenIn(mailTo(lead));
  for (const person of [member, seller, admin]) {
    expect(await faultOf(open(person, token))).toBe('not_found');
    expect(await faultOf(decide(person, token))).toBe('not_found');
  }
  expect(await faultOf(openLink.execute(scene.as(null), { token }))).toBe('unauthenticated');
  expect(await faultOf(decideByLink.execute(scene.as(null), { token, decision: 'approve' }))).toBe('unauthenticated');
  const other = await scene.otherCompany();
  const foreign = { ...scene.as(lead), authentication: { tenantId: other.tenantId, sessionId: other.lead.sessionId } };
  expect(await faultOf(decideByLink.execute(foreign, { token, decision: 'approve' }))).toBe('not_found');
  expect([await limitOf(budgetId), (await read(lead, id)).state]).toEqual([100n * dollar, 'pending']);
  expect((await decide(lead, token, 'reject', 'Not now')).state).toBe('rejected');
});

test('[COST-6] a link ends with its time, with the decision of somebody else, and with the right of its person', async () => {
  const { lead, seller, tenantId } = scene.company;
  await createDelegation.execute(scene.as(lead), {
    user_id: toPublicId('user', seller.userId),
    ends_at: new Date(noon + 500 * hourMs).toISOString(),
  });
  const first = await raiseOf('400');
  await run();
  expect(received.map(({ to }) => to).sort()).toEqual([lead.email, seller.email].sort());
  const [ofLead, ofSeller] = [tokenIn(mailTo(lead)), tokenIn(mailTo(seller))];
  expect(ofLead).not.toBe(ofSeller);
  await reject(lead, first.id);
  expect((await open(seller, ofSeller)).state).toBe('decided');
  expect(await faultOf(decide(seller, ofSeller))).toBe('conflict');
  await scene.inside((tx) =>
    tx
      .update(approvalLink)
      .set({ expiresAt: new Date(noon - 1) })
      .where(eq(approvalLink.tenantId, tenantId)),
  );
  const second = await raiseAgain(first.budgetId, '500');
  received.length = 0;
  await run();
  const late = tokenIn(mailTo(lead));
  const [step] = await scene.inside((tx) =>
    tx
      .select()
      .from(approvalStep)
      .where(and(eq(approvalStep.tenantId, tenantId), eq(approvalStep.approvalId, second))),
  );
  await scene.inside((tx) =>
    tx
      .update(approvalLink)
      .set({ expiresAt: new Date(noon) })
      .where(eq(approvalLink.stepId, step?.id ?? '')),
  );
  expect((await open(lead, late)).state).toBe('expired');
  expect(await faultOf(decide(lead, late))).toBe('conflict');
  await scene.database
    .superuser`update approval_link set expires_at = ${new Date(noon + hourMs).toISOString()} where step_id = ${step?.id ?? ''}`;
  await scene.database.superuser`update membership set team_role = 'member' where tenant_id = ${tenantId} and user_id = ${lead.userId}`;
  expect(await faultOf(decide(lead, late))).toBe('forbidden');
});

const queue = (recipient = 'ada@example.com') =>
  scene.inside((tx) =>
    enqueueMail(tx, scene.company.tenantId, new Date(noon), [
      { recipient, linkPath: '/overview', linkId: null, content: { subject: 'Hello', paragraphs: [], facts: [], action: 'See', foot: '' } },
    ]),
  );
const stored = async () =>
  (await scene.inside((tx) => tx.select().from(mailMessage).where(eq(mailMessage.tenantId, scene.company.tenantId))))[0];

test('of many runs side by side one sends a message', async () => {
  for (let count = 0; count < 5; count += 1) await queue(`p${count}@example.com`);
  await Promise.all([run(), run(), run(), run()]);
  expect(received.map(({ to }) => to).sort()).toEqual(['p0', 'p1', 'p2', 'p3', 'p4'].map((name) => `${name}@example.com`));
  expect(new Set(messageIdsIn(received)).size).toBe(5);
});

test('a server that is away or busy delays a message, ever longer, and loses nothing', async () => {
  await queue();
  const away = createMailer('smtp://127.0.0.1:1', 'tollgate@tollgate.example');
  expect(await run(noon, away)).toEqual({ sent: 0, failed: 1 });
  away.close();
  expect(await run(noon + 59_000)).toEqual({ sent: 0, failed: 0 });
  refusal = { code: 451, message: 'try later' };
  expect(await run(noon + 60_000)).toEqual({ sent: 0, failed: 1 });
  refusal = undefined;
  expect(await run(noon + 179_000)).toEqual({ sent: 0, failed: 0 });
  expect(await run(noon + 180_000)).toEqual({ sent: 1, failed: 0 });
  expect(await stored()).toMatchObject({ state: 'sent', attempts: 3, lastError: null });
});

test('what the server refuses for good is not sent again, and says why', async () => {
  await queue();
  refusesRecipients = true;
  expect(await run()).toEqual({ sent: 0, failed: 1 });
  expect(await stored()).toMatchObject({ state: 'failed', attempts: 1, lastError: expect.stringContaining('no such mailbox') });
  refusesRecipients = false;
  expect(await run(noon + 24 * hourMs)).toEqual({ sent: 0, failed: 0 });
  expect(received).toEqual([]);
});

test('a process that died after the server had taken a message lets it come again under the same Message-ID', async () => {
  await queue();
  const dying: Mailer = {
    send: async (mail) => {
      await mailer.send(mail);
      await new Promise(() => {});
    },
    close: () => {},
  };
  void run(noon, dying);
  await expect.poll(() => received.length).toBe(1);
  expect(await run(noon + 119_000)).toEqual({ sent: 0, failed: 0 });
  expect(await run(noon + 120_000)).toEqual({ sent: 1, failed: 0 });
  const [first, second] = messageIdsIn(received);
  expect([received.length, second]).toEqual([2, first]);
});
