// This file is long because a schedule, its messages and their links are told by one job to one mail server, which every test listens to.
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { getCosts } from '#lib/analytics/index.ts';
import type { reportScheduleCreate } from '#lib/contracts/report-schedules.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { setTeamGovernance } from '#lib/governance/index.ts';
import { createGroup } from '#lib/groups/index.ts';
import { createMailer, type Mailer } from '#lib/mail/mailer.ts';
import { sendDueMail } from '#lib/mail/send-due-mail.ts';
import {
  createSchedule,
  deliverDueReports,
  getSchedule,
  listDeliveries,
  openSubscription,
  retryDelivery,
  setSubscribed,
  updateSchedule,
} from '#lib/reports/index.ts';
import { postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';
import { mailParts, openSmtpInbox, type ReceivedMail, type SmtpInbox } from '#tests/support/smtp-inbox.ts';
import { dayMs, hourMs, statedScene } from '#tests/support/stated-scene.ts';

const scene = statedScene();
let inbox: SmtpInbox;
let mailer: Mailer;

beforeAll(async () => {
  inbox = await openSmtpInbox();
  mailer = createMailer(inbox.url, 'Tollgate <tollgate@tollgate.example>');
});
afterAll(async () => {
  mailer.close();
  await inbox.close();
});
beforeEach(async () => {
  inbox.received.length = 0;
  await scene.database.superuser`update mail_message set state = 'sent' where state = 'queued'`;
  await scene.database.superuser`update report_schedule set status = 'paused' where status = 'active'`;
});

/** Thursday, 22 October 2026, noon in UTC: the change of Berlin's clocks is on the Sunday that follows. */
const thursdayMs = Date.UTC(2026, 9, 22, 12);
/** The Monday after it, 08:30 in Berlin, where it is winter by now. */
const mondayMs = Date.UTC(2026, 9, 26, 7, 30);

const run = () => deliverDueReports({ runtime: scene.runtime, now: new Date(scene.nowMs), signal: new AbortController().signal });
const send = () =>
  sendDueMail(
    {
      ...{ databases: scene.database.databases, mailer, pepper: scene.runtime.keyPepper },
      ...{ publicUrl: 'https://console.example', logger: silentLogger },
    },
    new Date(scene.nowMs),
    new AbortController().signal,
  );

type Input = Partial<z.input<typeof reportScheduleCreate.input>>;
const schedule = (input: Input = {}, person: SamplePerson = scene.company.admin) =>
  createSchedule.execute(scene.as(person), {
    ...{ name: 'Weekly costs', kind: 'cost', frequency: 'weekly', local_time: '08:30', format: 'xlsx', sections: ['teams'] },
    user_ids: [toPublicId('user', scene.company.lead.userId)],
    ...input,
  });

const subjectOf = ({ raw }: ReceivedMail): string => /^Subject: (.*)$/m.exec(mailParts(raw)[0]?.headers ?? '')?.[1] ?? '';
const partOf = (mail: ReceivedMail | undefined, type: string) =>
  mailParts(mail?.raw ?? '').find(({ headers }) => headers.toLowerCase().includes(`content-type: ${type}`));
const tokenOf = (mail: ReceivedMail | undefined): string =>
  /https:\/\/console\.example\/unsubscribe\/([0-9a-f]{64})/.exec(partOf(mail, 'text/html')?.content.toString() ?? '')?.[1] ?? '';
const rowsOf = async (table: string): Promise<number> => {
  const [row] = await scene.database.superuser.unsafe(`select count(*)::int as rows from ${table} where tenant_id = $1`, [
    scene.company.tenantId,
  ]);
  return Number(row?.rows);
};

describe('[REP-1] a scheduled report', () => {
  test('arrives with its attachment at the time of its zone, over the change of clocks, once', async () => {
    await postCalls(scene.database, scene.inOctober(300, 31));
    scene.nowMs = thursdayMs;
    const made = await schedule();
    expect(made.next_run_at).toEqual(new Date(mondayMs));
    scene.nowMs = mondayMs - 1;
    expect(await run()).toEqual({ mailed: 0, failed: 0 });
    scene.nowMs = mondayMs;
    expect(await run()).toEqual({ mailed: 1, failed: 0 });
    expect(await run()).toEqual({ mailed: 0, failed: 0 });
    expect(await send()).toEqual({ sent: 1, failed: 0 });
    await send();
    expect(inbox.received.map(({ to }) => to)).toEqual([scene.company.lead.email]);

    const [mail] = inbox.received;
    const file = partOf(mail, 'application/vnd.openxmlformats');
    expect(file?.headers).toContain('cost-report-stated-');
    const [titles = [], ...rows] = await readSheet(file?.content ?? Buffer.alloc(0), 2);
    const costs = await getCosts.execute(scene.admin(), {
      ...{ range: 'custom', from: '2026-10-18T22:00:00Z', to: '2026-10-25T23:00:00Z', group_by: 'team', limit: 1000 },
    });
    const usd = titles.indexOf('Cost (USD)');
    expect(costs.total.cost_usd).toBeGreaterThan(0n);
    expect(BigInt(Math.round(Number(rows.at(-1)?.[usd]) * 1e9))).toBe(costs.total.cost_usd);
    expect(partOf(mail, 'text/plain')?.content.toString()).toContain('19 Oct 2026 to 25 Oct 2026 (Europe/Berlin)');

    scene.nowMs = mondayMs + 7 * dayMs;
    expect(await run()).toEqual({ mailed: 1, failed: 0 });
    const { data } = await listDeliveries.execute(scene.admin(), {});
    expect(data.map(({ state, due_at: due }) => [state, due.getTime()])).toEqual([
      ['queued', mondayMs + 7 * dayMs],
      ['sent', mondayMs],
    ]);
  });

  test('reaches each recipient when it is that time where they are, and each once, whatever runs side by side', async () => {
    const { lead, member } = scene.company;
    await scene.database.superuser`update user_account set time_zone = 'Asia/Tokyo' where id = ${member.userId}`;
    scene.nowMs = thursdayMs;
    await schedule({ user_ids: [lead, member].map(({ userId }) => toPublicId('user', userId)) });
    const tokyoMs = Date.UTC(2026, 9, 25, 23, 30);
    scene.nowMs = tokyoMs;
    const runs = await Promise.all([run(), run(), run(), run()]);
    expect(runs.reduce((sum, { mailed }) => sum + mailed, 0)).toBe(1);
    await send();
    expect(inbox.received.map(({ to }) => to)).toEqual([member.email]);
    expect(partOf(inbox.received[0], 'text/plain')?.content.toString()).toContain('(Asia/Tokyo)');
    scene.nowMs = mondayMs;
    await Promise.all([run(), run(), run()]);
    await send();
    expect(inbox.received.map(({ to }) => to)).toEqual([member.email, lead.email]);
  });

  test('is sent once after its process died in the middle of making it, and after the mail server died in the middle of taking it', async () => {
    const { superuser } = scene.database;
    scene.nowMs = thursdayMs;
    await schedule();
    scene.nowMs = mondayMs;
    // Nobody can write a message, so that the process waits with the report and its file made.
    const held = await superuser.reserve();
    await held`begin`;
    await held`lock table mail_message in access exclusive mode`;
    const dying = run().then(
      () => 'done',
      () => 'died',
    );
    const waiting = () => superuser<{ pid: number }[]>`
      select a.pid from pg_stat_activity a join pg_locks l on l.pid = a.pid
      where not l.granted and a.datname = current_database() and a.query like '%mail_message%'`;
    await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(1);
    for (const { pid } of await waiting()) await superuser`select pg_terminate_backend(${pid})`;
    await held`rollback`;
    held.release();
    await dying;
    expect([await rowsOf('report_delivery'), await rowsOf('stored_file'), await rowsOf('mail_message')]).toEqual([0, 0, 0]);

    // Whatever the dying process could still note, the next one is there within minutes.
    scene.nowMs = mondayMs + 10 * 60_000;
    expect((await run()).mailed).toBe(1);
    expect((await run()).mailed).toBe(0);
    inbox.breakNext();
    expect(await send()).toEqual({ sent: 0, failed: 1 });
    scene.nowMs += hourMs;
    expect(await send()).toEqual({ sent: 1, failed: 0 });
    expect(inbox.received).toHaveLength(1);
    expect([await rowsOf('report_delivery'), await rowsOf('stored_file'), await rowsOf('mail_message')]).toEqual([1, 1, 1]);
  });

  test('says how one POST ends it; opening the link changes nothing, and only the recipient comes back', async () => {
    scene.nowMs = thursdayMs;
    const made = await schedule({ emails: ['board@elsewhere.example'] });
    scene.nowMs = mondayMs;
    expect((await run()).mailed).toBe(2);
    await send();
    const mail = inbox.received.find(({ to }) => to === 'board@elsewhere.example');
    const token = tokenOf(mail);
    const [{ headers = '' } = {}] = mailParts(mail?.raw ?? '');
    expect(headers).toContain(`List-Unsubscribe: <https://console.example/api/unsubscribe/${token}>`);
    expect(headers).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
    const stored = await scene.database.superuser`
      select (select string_agg(to_jsonb(m)::text, '') from mail_message m) || (select string_agg(to_jsonb(s)::text, '') from report_subscription s) as text`;
    expect(stored[0]?.text).not.toContain(token);

    const facts = { ip: '192.0.2.9', userAgent: 'mail', requestId: '00000000-0000-7000-8000-000000000000' };
    for (let count = 0; count < 3; count += 1) expect((await openSubscription(scene.runtime, token)).isSubscribed).toBe(true);
    await Promise.all([1, 2, 3].map(() => setSubscribed(scene.runtime, token, false, facts)));
    expect(await openSubscription(scene.runtime, token)).toMatchObject({ email: 'board@elsewhere.example', isSubscribed: false });
    expect(await faultOf(openSubscription(scene.runtime, 'f'.repeat(64)))).toBe('not_found');
    const [noted] = await scene.database.superuser`
      select count(*)::int as entries from audit_entry where tenant_id = ${scene.company.tenantId} and action = 'report_schedule.unsubscribe'`;
    expect(noted?.entries).toBe(1);

    // Nor is it sent again to who has unsubscribed, although the mail server never took it.
    await scene.database.superuser`update mail_message set state = 'failed' where recipient = 'board@elsewhere.example'`;
    const { data } = await listDeliveries.execute(scene.admin(), { state: 'failed' });
    const failed = { schedule_id: toPublicId('reportSchedule', made.id), delivery_id: toPublicId('reportDelivery', data[0]?.id ?? '') };
    expect(await faultOf(retryDelivery.execute(scene.admin(), failed))).toBe('conflict');

    // Putting the address on the list again is not theirs to do.
    await updateSchedule.execute(scene.admin(), {
      schedule_id: toPublicId('reportSchedule', made.id),
      emails: ['board@elsewhere.example'],
    });
    scene.nowMs = mondayMs + 7 * dayMs;
    expect((await run()).mailed).toBe(1);
    await setSubscribed(scene.runtime, token, true, facts);
    scene.nowMs = mondayMs + 14 * dayMs;
    expect((await run()).mailed).toBe(2);
  });

  test('stops when its author may not see it any more, says so, and goes on in the name of somebody who may', async () => {
    const { lead, tenantId, searchId } = scene.company;
    scene.nowMs = thursdayMs;
    const made = await schedule({ scope: 'team', team_id: toPublicId('team', searchId) }, lead);
    await scene.database.superuser`update membership set team_role = 'member' where tenant_id = ${tenantId} and user_id = ${lead.userId}`;
    scene.nowMs = mondayMs;
    expect(await run()).toEqual({ mailed: 0, failed: 0 });
    const id = toPublicId('reportSchedule', made.id);
    expect(await getSchedule.execute(scene.admin(), { schedule_id: id })).toMatchObject({ status: 'paused', next_run_at: null });
    const { data } = await listDeliveries.execute(scene.admin(), {});
    expect(data).toMatchObject([{ state: 'skipped', recipient: lead.email, reason: expect.stringContaining('may not see') }]);
    const retry = { schedule_id: id, delivery_id: toPublicId('reportDelivery', data[0]?.id ?? '') };
    expect(await faultOf(retryDelivery.execute(scene.as(lead), retry))).toBe('not_found');
    expect((await retryDelivery.execute(scene.admin(), retry)).state).toBe('queued');
    expect(await faultOf(retryDelivery.execute(scene.admin(), retry))).toBe('conflict');
    await updateSchedule.execute(scene.admin(), { schedule_id: id, status: 'active' });
    scene.nowMs = mondayMs + 7 * dayMs;
    expect((await run()).mailed).toBe(1);
    await send();
    expect(inbox.received).toHaveLength(2);
    expect(subjectOf(inbox.received[0] ?? { to: '', raw: '' })).toContain('Weekly costs: Search');
  });

  test('goes to addresses outside only in the name of somebody who may send there', async () => {
    const { lead, searchId } = scene.company;
    scene.nowMs = thursdayMs;
    const made = await schedule({ scope: 'team', team_id: toPublicId('team', searchId), emails: ['board@elsewhere.example'] });
    const id = toPublicId('reportSchedule', made.id);
    const change = (input: object, person: SamplePerson) =>
      faultOf(updateSchedule.execute(scene.as(person), { schedule_id: id, ...input }));
    expect(await change({ sections: ['people'] }, lead)).toBe('forbidden');
    expect(await change({ status: 'paused' }, lead)).toBe('success');
    expect(await change({ status: 'active' }, lead)).toBe('forbidden');
    expect(await change({ status: 'active' }, scene.company.admin)).toBe('success');
    // As if the right had been taken from its author since.
    await scene.database.superuser`update report_schedule set author_id = ${lead.userId} where id = ${made.id}`;
    scene.nowMs = mondayMs;
    expect(await run()).toEqual({ mailed: 0, failed: 0 });
    const { data } = await listDeliveries.execute(scene.admin(), { schedule_id: id });
    expect(data.map(({ state, recipient }) => [state, recipient]).sort()).toEqual([
      ['skipped', 'board@elsewhere.example'],
      ['skipped', lead.email],
    ]);
    const retry = (recipient: string, person: SamplePerson) => {
      const found = data.find((delivery) => delivery.recipient === recipient);
      const named = { schedule_id: id, delivery_id: toPublicId('reportDelivery', found?.id ?? '') };
      return faultOf(retryDelivery.execute(scene.as(person), named));
    };
    expect(await retry('board@elsewhere.example', lead)).toBe('forbidden');
    expect(await retry(lead.email, lead)).toBe('success');
    expect(await retry('board@elsewhere.example', scene.company.admin)).toBe('success');
  });

  test('stops when the place is not open to its author any more', async () => {
    const { lead, searchId } = scene.company;
    scene.nowMs = thursdayMs;
    const team_id = toPublicId('team', searchId);
    const made = await schedule({ scope: 'team', team_id }, lead);
    await createGroup.execute(scene.admin(), { name: 'Cleared' });
    await setTeamGovernance.execute(scene.admin(), { team_id, access_controls: { required_groups: ['Cleared'] } });
    scene.nowMs = mondayMs;
    expect(await run()).toEqual({ mailed: 0, failed: 0 });
    const stopped = await getSchedule.execute(scene.admin(), { schedule_id: toPublicId('reportSchedule', made.id) });
    expect(stopped.status).toBe('paused');
  });

  test('takes recipients and scopes that its author may have, and none of another organization', async () => {
    const { lead, member, searchId, fieldId } = scene.company;
    const other = await scene.otherCompany();
    const ofTeam = (teamId: string): Input => ({ scope: 'team', team_id: toPublicId('team', teamId) });
    expect(await faultOf(schedule(ofTeam(searchId), lead))).toBe('success');
    expect(await faultOf(schedule(ofTeam(fieldId), lead))).toBe('not_found');
    expect(await faultOf(schedule({}, lead))).toBe('forbidden');
    expect(await faultOf(schedule(ofTeam(searchId), member))).toBe('not_found');
    expect(await faultOf(schedule(ofTeam(other.searchId)))).toBe('not_found');
    expect(await faultOf(schedule({ user_ids: [toPublicId('user', other.lead.userId)] }))).toBe('not_found /user_ids');
    expect(await faultOf(schedule({ ...ofTeam(searchId), emails: ['x@elsewhere.example'] }, lead))).toBe('forbidden');
    expect(await faultOf(schedule({ emails: ['x@elsewhere.example'], delivery: 'link' }))).toBe('validation_failed /delivery');
    expect(await faultOf(schedule({ user_ids: [], emails: [] }))).toBe('validation_failed /user_ids');
    expect(await faultOf(schedule({ local_time: '24:00' }))).toBe('validation_failed /local_time');
    expect(await faultOf(schedule({ time_zone: 'Mars/Olympus' }))).toBe('validation_failed /time_zone');
    const made = await schedule();
    const id = { schedule_id: toPublicId('reportSchedule', made.id) };
    const foreign = { ...scene.admin(), authentication: { tenantId: other.tenantId, sessionId: other.admin.sessionId } };
    expect(await faultOf(getSchedule.execute(foreign, id))).toBe('not_found');
    expect(await faultOf(updateSchedule.execute(foreign, { ...id, status: 'paused' }))).toBe('not_found');
    expect((await listDeliveries.execute(foreign, {})).data).toEqual([]);
  });
});
