import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connection } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { renewEncryption, updateConnection } from '#lib/connections/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import {
  createSchedule,
  deleteSchedule,
  listReconciliations,
  listSchedules,
  runDueSchedules,
  updateSchedule,
} from '#lib/reconciliations/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { commandRuntimeOf } from '#tests/support/sample-company.ts';

const scene = companyScene('scheduled');
const dayMs = 86_400_000;
const dayOne = Date.UTC(2026, 9, 1);
const dollar = 1_000_000_000n;
const adminKey = 'sk-admin-1234567890';

let server: Server;
let runtime: CommandRuntime;
let answers: { status: number; body: unknown }[] = [];
const asked: IncomingMessage[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    const { status, body } = answers.shift() ?? { status: 500, body: {} };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  runtime = commandRuntimeOf(scene.database, { allowPrivate: ['127.0.0.0/8'] });
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
afterEach(async () => {
  answers = [];
  asked.length = 0;
  await scene.database.superuser`DELETE FROM reconciliation_schedule`;
});

const admin = () => ({ ...scene.as(scene.company.admin), runtime });
const run = (now: number, signal = new AbortController().signal) => runDueSchedules(runtime, new Date(now), signal);

async function connect(provider: string, host = '127.0.0.1'): Promise<string> {
  const id = newUuid();
  // The address of an `http.Server` that listens on a port is an object.
  const { port } = server.address() as AddressInfo;
  const address = provider === 'sandbox' ? {} : { baseUrl: `http://${host}:${port}/v1` };
  const row = { tenantId: scene.company.tenantId, id, name: `${provider} ${id}`, provider, ...address };
  await inTenant(scene.database.databases.app, scene.company.tenantId, (tx) => tx.insert(connection).values(row));
  return toPublicId('connection', id);
}

const schedule = async (connectionId: string, input: object = {}) =>
  createSchedule.execute(admin(), { connection_id: connectionId, from: '2026-10-01', admin_credential: adminKey, ...input });
const only = async () => (await listSchedules.execute(admin(), {})).data[0];

/** A day of OpenAI's costs (API reference, GET /v1/organization/costs). */
const report = (...days: readonly [atMs: number, value: number][]) => ({
  status: 200,
  body: {
    data: days.map(([atMs, value]) => ({
      start_time: atMs / 1000,
      results: [{ amount: { value, currency: 'usd' }, line_item: 'gpt-4o-2024-08-06, output' }],
    })),
    next_page: null,
  },
});
const call = (atMs: number) => companyCall(scene.company, { atMs, provider: 'openai', model: 'gpt-4o', costNanoUsd: dollar });
const incidents = () =>
  scene.database.superuser<{ fingerprint: string; state: string; seen: number }[]>`
    SELECT split_part(fingerprint, ':', 1) AS fingerprint, state, seen_count::int AS seen FROM incident
    WHERE tenant_id = ${scene.company.tenantId} AND source = 'reconciliation' ORDER BY opened_at, fingerprint`;

describe('[COST-10] a comparison by schedule', () => {
  test('waits until the provider had its time, is made once by two runners, and goes on with the next day', async () => {
    await postCalls(scene.database, [call(dayOne + 1), call(dayOne + dayMs + 1)]);
    const made = await schedule(await connect('openai'));
    expect(made).toMatchObject({ every_days: 1, wait_hours: 30, credential_hint: '…7890', compared_to: '2026-10-01', last_state: null });
    expect(made.next_at).toEqual(new Date('2026-10-03T06:00:00Z'));
    expect(await run(Date.parse('2026-10-03T05:59:00Z'))).toEqual({ compared: 0, failed: 0 });
    answers = [report([dayOne, 1])];
    const both = await Promise.all([run(Date.parse('2026-10-03T06:01:00Z')), run(Date.parse('2026-10-03T06:01:00Z'))]);
    expect(both.reduce((sum, { compared }) => sum + compared, 0)).toBe(1);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${adminKey}`]);
    expect(await only()).toMatchObject({ compared_to: '2026-10-02', last_state: 'matched', failing_since: null });
    // Two days were missed: they are one comparison.
    answers = [report([dayOne + dayMs, 1])];
    expect(await run(Date.parse('2026-10-05T06:01:00Z'))).toEqual({ compared: 1, failed: 0 });
    const compared = (await listReconciliations.execute(admin(), {})).data;
    expect(compared.map(({ from, to, state, created_by: by }) => [from, to, state, by])).toEqual([
      ['2026-10-02', '2026-10-04', 'matched', scene.company.admin.userId],
      ['2026-10-01', '2026-10-02', 'matched', scene.company.admin.userId],
    ]);
    const entries = await scene.database.superuser`SELECT actor_kind, actor_name FROM audit_entry
      WHERE tenant_id = ${scene.company.tenantId} AND action = 'reconciliation.fetch'`;
    expect(entries.map(({ actor_kind: kind, actor_name: name }) => [kind, name])).toEqual([
      ['system', 'compare-figures'],
      ['system', 'compare-figures'],
    ]);
    expect(await incidents()).toEqual([]);
  });

  test('what nothing explains opens an incident, which later days do not settle', async () => {
    await schedule(await connect('openai'));
    answers = [report([dayOne, 7]), report()];
    await run(Date.parse('2026-10-03T06:01:00Z'));
    await run(Date.parse('2026-10-04T06:01:00Z'));
    expect(await only()).toMatchObject({ last_state: 'matched' });
    expect(await incidents()).toEqual([{ fingerprint: 'unexplained', state: 'open', seen: 1 }]);
  });

  test('a report that cannot be had is tried again later, told after three times, and settled by one that can', async () => {
    await schedule(await connect('openai'));
    let now = Date.parse('2026-10-03T06:01:00Z');
    for (const hours of [1, 2, 4]) {
      answers = [{ status: 401, body: {} }];
      expect(await run(now)).toEqual({ compared: 0, failed: 1 });
      const failing = await only();
      expect(failing?.last_error).toContain('refuses the credential (401)');
      expect(failing?.next_at).toEqual(new Date(now + hours * 3_600_000));
      expect(await incidents()).toEqual(hours < 4 ? [] : [{ fingerprint: 'failing', state: 'open', seen: 1 }]);
      expect(await run(now + 60_000)).toEqual({ compared: 0, failed: 0 });
      now += hours * 3_600_000;
    }
    answers = [report()];
    expect(await run(now)).toEqual({ compared: 1, failed: 0 });
    expect(await only()).toMatchObject({ last_error: null, failing_since: null });
    expect(await incidents()).toEqual([{ fingerprint: 'failing', state: 'resolved', seen: 1 }]);
  });

  test('the kept key is sealed, follows a new data key, and goes to no other address than it was given for', async () => {
    const connectionId = await connect('openai');
    const made = await schedule(connectionId);
    const rows = () => scene.database.superuser`SELECT to_jsonb(s) AS row FROM reconciliation_schedule s`;
    const kept = await scene.database.superuser`SELECT to_jsonb(a) AS row FROM audit_entry a WHERE tenant_id = ${scene.company.tenantId}`;
    expect(JSON.stringify([await rows(), kept])).not.toContain('sk-admin');
    const before = (await rows())[0]?.row;
    await renewEncryption.execute(admin(), {});
    expect((await rows())[0]?.row).not.toMatchObject({ encryption_key_id: before.encryption_key_id });
    answers = [report()];
    expect(await run(Date.parse('2026-10-03T06:01:00Z'))).toEqual({ compared: 1, failed: 0 });
    expect(asked[0]?.headers.authorization).toBe(`Bearer ${adminKey}`);
    const { port } = server.address() as AddressInfo;
    await updateConnection.execute(admin(), { connection_id: connectionId, base_url: `http://127.0.0.2:${port}/v1` });
    expect(await run(Date.parse('2026-10-05T06:01:00Z'))).toEqual({ compared: 0, failed: 1 });
    expect(asked).toHaveLength(1);
    expect((await only())?.last_error).toContain('give it again');
    const id = toPublicId('reconciliationSchedule', made.id);
    await updateSchedule.execute(admin(), { reconciliation_schedule_id: id, admin_credential: null, status: 'paused' });
    expect(await only()).toMatchObject({ credential_hint: null, next_at: null, status: 'paused' });
    expect((await rows())[0]?.row).toMatchObject({ credential: null, credential_origin: null });
    expect(await run(Date.parse('2026-11-05T06:01:00Z'))).toEqual({ compared: 0, failed: 0 });
    await deleteSchedule.execute(admin(), { reconciliation_schedule_id: id });
    expect(await only()).toBeUndefined();
  });

  test('what a schedule cannot do is refused: providers without a report, a second one, the future, other organizations', async () => {
    expect(await faultOf(schedule(await connect('mistral')))).toBe('conflict');
    expect(await faultOf(schedule(await connect('openai'), { admin_credential: undefined }))).toBe('conflict');
    const connectionId = await connect('openai');
    expect(await faultOf(schedule(connectionId, { from: '2999-01-01' }))).toBe('validation_failed /from');
    expect(await faultOf(schedule(connectionId))).toBe('success');
    expect(await faultOf(schedule(connectionId))).toBe('conflict /connection_id');
    const rival = await scene.otherCompany();
    const theirs = { ...scene.as(rival.admin), authentication: { tenantId: rival.tenantId, sessionId: rival.admin.sessionId } };
    const id = toPublicId('reconciliationSchedule', (await only())?.id ?? '');
    expect(await faultOf(deleteSchedule.execute(theirs, { reconciliation_schedule_id: id }))).toBe('not_found');
    expect(await faultOf(listSchedules.execute(scene.as(scene.company.lead), {}))).toBe('forbidden');
  });
});
