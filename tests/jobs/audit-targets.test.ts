// This file is long because each kind of target is a server of its own, asked by the same deliveries.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createAuditTarget,
  deleteAuditTarget,
  eraseFromAudit,
  getAuditLogState,
  listAuditTargets,
  updateAuditTarget,
} from '#lib/audit/index.ts';
import { readLogged } from '#lib/audit/logged-entries.ts';
import { leafHash } from '#lib/audit/merkle.ts';
import { cefLine, syslogFrame } from '#lib/audit/targets/cef-message.ts';
import { deliverAuditLogs } from '#lib/audit/targets/deliver.ts';
import { anchorByMail } from '#lib/audit/targets/mail-anchor.ts';
import { ocsfClassOf, ocsfEvent } from '#lib/audit/targets/ocsf-event.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { localCertificate } from '#tests/support/local-certificate.ts';
import { meetingOf } from '#tests/support/meeting.ts';
import { ocsfFaults } from '#tests/support/ocsf-rules.ts';
import { commandRuntimeOf, invocationOf } from '#tests/support/sample-company.ts';
import { sealAll } from '#tests/support/seal-audit.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const scene = companyScene('audit-targets', (runtime) => ({
  ...runtime,
  outbound: commandRuntimeOf(scene.database, { allowPrivate: ['127.0.0.0/8'] }).outbound,
}));
const admin = () => scene.as(scene.company.admin);
const { signal } = new AbortController();

interface Taken {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}
const taken: Taken[] = [];
const meet = meetingOf(() => statuses.push(503));
/** Statuses to answer with, one after the other; 200 when there are no more. */
const statuses: number[] = [];
let server: Server;
let address = '';
let nowMs = Date.now();

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      if (request.url === '/met') await meet();
      const status = statuses.shift() ?? 200;
      if (status === 200) taken.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));
beforeEach(() => {
  taken.length = 0;
  statuses.length = 0;
  nowMs = Date.now() + 30_000;
});

const run = (ca?: string) =>
  deliverAuditLogs(
    {
      databases: scene.database.databases,
      masters: createMasterKeys(scene.database.secret),
      means: {
        ...scene.runtime.outbound,
        now: () => nowMs,
        mail: anchorByMail(scene.database.databases.app, () => nowMs),
        ...(ca && { ca }),
      },
      logger: silentLogger,
    },
    signal,
  );

async function write(count: number): Promise<void> {
  const { tenantId, member } = scene.company;
  const origin = {
    tenantId,
    actorKind: 'user',
    actorId: member.userId,
    actorName: member.email,
    ip: '192.0.2.1',
    userAgent: 'a=b|c',
    requestId: newUuid(),
  } as const;
  const changes = Array.from({ length: count }, (_, index) => ({
    resource: 'team',
    id: `team_${index}`,
    before: null,
    after: { name: `No. ${index}` },
  }));
  await scene.inside((tx) => writeAudit(tx, origin, 'team.create', changes, new Date()));
  await sealAll(scene.database, undefined, tenantId);
}
const targets = async () => (await listAuditTargets.execute(admin(), {})).data;
const jsonOf = ({ body }: Taken): Record<string, unknown>[] => JSON.parse(body.toString());

describe('SIEM [AUD-3]', () => {
  it('gets every entry once in its order as OCSF, over failures and restarts', async () => {
    await write(450);
    await createAuditTarget.execute(admin(), { name: 'SIEM', kind: 'ocsf', url: `${address}/in`, credential: 'Splunk secret-token' });
    await sealAll(scene.database, undefined, scene.company.tenantId);
    statuses.push(200, 503);
    await run();
    expect(await targets()).toMatchObject([{ last_error: 'Answered with status 503', delivered: '1/200', credential_hint: '…oken' }]);
    expect(await run()).toBe(0);
    nowMs += 3000;
    await run();
    expect((await targets())[0]).toMatchObject({ last_error: null, failing_since: null, delivered: '1/451' });
    const events = taken.flatMap(jsonOf);
    expect(events.map((event) => Object(event.metadata).sequence)).toEqual(Array.from({ length: 451 }, (_, index) => index));
    expect(taken.every(({ headers }) => headers.authorization === 'Splunk secret-token')).toBe(true);
    expect(events[0]).toMatchObject({
      class_uid: 3004,
      activity_id: 1,
      type_uid: 300401,
      actor: { user: { name: scene.company.member.email } },
    });
    expect(events.flatMap(ocsfFaults)).toEqual([]);
    const shown = Object(events[7]?.unmapped);
    expect(leafHash(shown.leaf)).toBe(shown.leaf_hash);
  });

  it('is sent to for several organizations side by side', async () => {
    const other = await scene.otherCompany();
    const siem = { name: 'SIEM', kind: 'ndjson', url: `${address}/met` };
    await createAuditTarget.execute(admin(), siem);
    await createAuditTarget.execute(invocationOf(scene.runtime, other, other.admin), siem);
    await sealAll(scene.database);
    await run();
    expect(taken.filter(({ path }) => path === '/met')).toHaveLength(2);
    expect((await targets())[0]).toMatchObject({ last_error: null });
    await scene.database.superuser`delete from audit_target where tenant_id = ${other.tenantId}`;
  });

  it('is for who may set it, reaches no address that is not allowed, and is paused and forgotten', async () => {
    const member = scene.as(scene.company.member);
    const siem = { name: 'SIEM', kind: 'ndjson', url: `${address}/in`, from_start: false };
    expect(await faultOf(createAuditTarget.execute(member, siem))).toBe('forbidden');
    expect(await faultOf(createAuditTarget.execute(admin(), { ...siem, url: 'http://10.0.0.1/' }))).toBe('address_not_allowed');
    expect(await faultOf(createAuditTarget.execute(admin(), { ...siem, kind: 'syslog' }))).toBe('validation_failed /url');
    expect(await faultOf(createAuditTarget.execute(admin(), { ...siem, kind: 'archive' }))).toBe('validation_failed /credential');
    expect(await faultOf(createAuditTarget.execute(admin(), { name: 'Mail', kind: 'anchor_email' }))).toBe(
      'validation_failed /settings/recipients',
    );
    await write(3);
    const { id } = await createAuditTarget.execute(admin(), siem);
    const ids = { audit_target_id: toPublicId('auditTarget', id) };
    await sealAll(scene.database, undefined, scene.company.tenantId);
    await updateAuditTarget.execute(admin(), { ...ids, status: 'paused' });
    nowMs += 60_000;
    expect(await run()).toBe(0);
    await updateAuditTarget.execute(admin(), { ...ids, status: 'active' });
    await sealAll(scene.database, undefined, scene.company.tenantId);
    nowMs += 60_000;
    await run();
    const lines = taken.flatMap(({ body }) => body.toString().trimEnd().split('\n'));
    // Only what came after it was made.
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toContain('team.create');
    await deleteAuditTarget.execute(admin(), ids);
    expect(await targets()).toEqual([]);
    const other = await scene.otherCompany();
    expect(await faultOf(updateAuditTarget.execute(scene.as(other.admin), ids))).not.toBe('success');
  });

  it('gets CEF over syslog and TLS in counted frames, and nothing from whom it does not know', async () => {
    const received: Buffer[] = [];
    const syslog = createTlsServer(localCertificate, (socket) => {
      socket.on('data', (chunk) => received.push(chunk));
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => syslog.listen(0, '127.0.0.1', resolve));
    await write(250);
    const url = `tls://127.0.0.1:${(syslog.address() as AddressInfo).port}`;
    await createAuditTarget.execute(admin(), { name: 'Syslog', kind: 'syslog', url });
    await sealAll(scene.database, undefined, scene.company.tenantId);
    await run();
    expect((await targets())[0]).toMatchObject({
      delivered: '1/0',
      last_error: expect.stringMatching(/No delivery over TLS: self-signed certificate/),
    });
    nowMs += 5000;
    await run(localCertificate.cert);
    expect((await targets())[0]).toMatchObject({ delivered: '1/251', last_error: null });
    await new Promise<void>((resolve) => void syslog.close(() => resolve()));
    let rest = Buffer.concat(received);
    const messages: string[] = [];
    while (rest.length > 0) {
      const space = rest.indexOf(' ');
      const end = space + 1 + Number(rest.subarray(0, space).toString());
      messages.push(rest.subarray(space + 1, end).toString());
      rest = rest.subarray(end);
    }
    expect(messages.map((message) => /cn1=(\d+)/.exec(message)?.[1])).toEqual(Array.from({ length: 251 }, (_, index) => String(index)));
    expect(messages[0]).toContain('requestClientApplication=a\\=b|c');
  });

  it('has entries as CEF that nothing in them can break', async () => {
    await write(1);
    const { tenantId } = scene.company;
    const [logged] = await readLogged(scene.database.superuser, tenantId, 1, 0n, 1n);
    const values = { actor_name: 'a|b=c\\d', ip: '192.0.2.1', user_agent: 'x\ny', after: null, before: null };
    const entry = { index: 0n, leaf: logged?.leaf ?? '', leafHash: logged?.leafHash ?? '', values, salts: {}, row: undefined };
    const line = cefLine(entry, '1');
    expect(line).toMatch(/^CEF:0\|Tollgate\|Tollgate\|1\|team\.create\|team create\|2\|rt=\d+ suser=a\|b\\=c\\\\d suid=usr_/);
    expect(line).toContain('requestClientApplication=x\\ny');
    expect(line).not.toContain('\n');
    const frame = syslogFrame(entry, { host: 'gateway', version: '1' });
    const [, length = '', message = ''] = /^(\d+) ([\s\S]*)$/.exec(frame.toString()) ?? [];
    expect(Buffer.byteLength(message)).toBe(Number(length));
    expect(message).toMatch(/^<110>1 \d{4}-\d\d-\d\dT[\d:.]+Z gateway tollgate - aud_/);
    expect(ocsfEvent(entry, '1')).toMatchObject({ status_id: 1, metadata: { version: '1.8.0' } });
    expect([ocsfClassOf('session.sign_in'), ocsfClassOf('user.create'), ocsfClassOf('usage.batch'), ocsfClassOf('role.assign')]).toEqual([
      { category: 3, uid: 3002, activity: 1 },
      { category: 3, uid: 3001, activity: 1 },
      { category: 6, uid: 6003, activity: 1 },
      { category: 3, uid: 3005, activity: 1 },
    ]);
    // Who reads a list of sessions signs in nowhere.
    expect(ocsfClassOf('session.list')).toEqual({ category: 3, uid: 3004, activity: 2 });
  });

  it('tells a SIEM what policies refused, and which checks flipped, as findings', async () => {
    await write(1);
    const [logged] = await readLogged(scene.database.superuser, scene.company.tenantId, 1, 0n, 1n);
    const eventOf = (action: string, result: string, after: object) => {
      const leaf = JSON.stringify({ ...JSON.parse(logged?.leaf ?? ''), action, result });
      const values = { after: JSON.stringify(after), before: null };
      return ocsfEvent({ index: 0n, leaf, leafHash: logged?.leafHash ?? '', values, salts: {}, row: undefined }, '1');
    };
    const refused = { code: 'policy_denied', count: '3', seconds: '60', policies: ['pol_1'] };
    expect(eventOf('gateway.refuse', 'denied', refused)).toMatchObject({
      ...{ category_uid: 2, class_uid: 2004, type_uid: 200_401, severity_id: 3, status_id: 1, disposition_id: 2, is_alert: true },
      ...{ finding_info: { title: 'The gateway refused calls: policy_denied' }, resources: [{ data: { after: refused } }] },
    });
    expect(eventOf('gateway.refuse', 'denied', { ...refused, code: 'budget_exceeded' })).toMatchObject({ class_uid: 6003 });
    const flip = (status: string) => eventOf('compliance_check.flip', 'success', { status, failing: 1 });
    expect([flip('fail'), flip('pass'), flip('needs_human')]).toMatchObject([
      { class_uid: 2003, type_uid: 200_302, severity_id: 3, compliance: { status_id: 3 } },
      { class_uid: 2003, severity_id: 1, compliance: { status_id: 1 } },
      { class_uid: 2003, severity_id: 1, compliance: { status_id: 99 } },
    ]);
  });
});

describe('archives and anchors [AUD-2] [AUD-3]', () => {
  it.each(['', '.gz'])(
    'keep entries%s, tiles and checkpoints as signed objects, with nothing personal that could be read there',
    async (gz) => {
      await write(300);
      await createAuditTarget.execute(admin(), {
        name: 'Archive',
        kind: 'archive',
        url: `${address}/bucket`,
        credential: 'AKIA:very-secret',
        settings: { lock_days: 30, compress: gz !== '', legal_hold: gz !== '' },
      });
      await sealAll(scene.database, undefined, scene.company.tenantId);
      await run();
      const names = taken.map(({ path }) => path);
      expect(names).toEqual([
        `/bucket/audit/1/entries/000000000000-000000000301.ndjson${gz}`,
        '/bucket/audit/1/tile/0/000',
        '/bucket/audit/1/checkpoints/000000000301',
      ]);
      for (const { headers, body } of taken) {
        expect(headers.authorization).toMatch(
          /^AWS4-HMAC-SHA256 Credential=AKIA\/\d{8}\/us-east-1\/s3\/aws4_request, SignedHeaders=content-md5;content-type;host;/,
        );
        expect(headers['x-amz-content-sha256']).toBe(createHash('sha256').update(body).digest('hex'));
        expect(headers['x-amz-object-lock-mode']).toBe('COMPLIANCE');
        expect(headers['x-amz-object-lock-legal-hold']).toBe(gz === '' ? undefined : 'ON');
        expect(headers['content-md5']).toBe(createHash('md5').update(body).digest('base64'));
      }
      const body = taken[0]?.body ?? Buffer.of();
      const text = (gz === '' ? body : gunzipSync(body)).toString();
      for (const personal of [scene.company.member.email, '192.0.2.1', 'No. 7']) expect(text).not.toContain(personal);
      const hashes = text
        .trimEnd()
        .split('\n')
        .map((line) => leafHash(Object(JSON.parse(line)).leaf));
      expect(taken[1]?.body.toString('hex')).toBe(hashes.slice(0, 256).join(''));
      using folder = temporaryFolder();
      for (const { path, body: stored } of taken) {
        const file = join(folder.path, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, stored);
      }
      const key = (await getAuditLogState.execute(admin(), {})).verifier_key ?? '';
      const verifying = ['scripts/verify-audit.mjs', join(folder.path, 'bucket/audit'), '--key', key];
      expect(spawnSync(process.execPath, verifying, { encoding: 'utf8' })).toMatchObject({
        stdout: expect.stringContaining('Verified the tree over 301 entries'),
        status: 0,
      });
      await eraseFromAudit.execute(admin(), { user_id: toPublicId('user', scene.company.member.userId) });
      await sealAll(scene.database, undefined, scene.company.tenantId);
      const keys = await scene.database.superuser`select from audit_subject where id = ${scene.company.member.userId}`;
      expect(keys).toHaveLength(0);
      // The entry of the erasure is not sent to this one any more, among what the next test looks at.
      await scene.database.superuser`delete from audit_target where tenant_id = ${scene.company.tenantId}`;
    },
  );

  it('hold the newest checkpoint every few minutes, by HTTPS and by e-mail', async () => {
    const anchors = () => taken.filter(({ path }) => path === '/anchor');
    const sizes = () => anchors().map(({ body }) => Object(JSON.parse(body.toString())).size);
    await createAuditTarget.execute(admin(), { name: 'Notary', kind: 'anchor_https', url: `${address}/anchor` });
    await createAuditTarget.execute(admin(), { name: 'Auditor', kind: 'anchor_email', settings: { recipients: ['auditor@example.com'] } });
    await write(5);
    await run();
    await write(5);
    await run();
    expect(sizes()).toEqual(['7']);
    const [mail] = await scene.database.superuser`select recipient, text from mail_message where tenant_id = ${scene.company.tenantId}`;
    expect(mail?.recipient).toBe('auditor@example.com');
    const [checkpoint] = await scene.database
      .superuser`select note from audit_checkpoint where tenant_id = ${scene.company.tenantId} and tree_size = 7`;
    for (const line of String(checkpoint?.note).split('\n').filter(Boolean)) expect(mail?.text).toContain(line);
    nowMs += 5 * 60_000 + 1000;
    await run();
    expect(sizes()).toEqual(['7', '12']);
  });
});
