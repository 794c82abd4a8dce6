import { readSheet } from 'read-excel-file/node';
import { describe, expect, test } from 'vitest';
import { createRole, grantRole, updateRole } from '#lib/access/index.ts';
import { getTenantAnalytics, updateSettings } from '#lib/analytics/index.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { PlaceAnalytics } from '#lib/contracts/place-analytics.ts';
import { reportExportCreate } from '#lib/contracts/report-exports.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { formatUsd, parseUsd } from '#lib/core/money.ts';
import { purgeFiles } from '#lib/files/index.ts';
import {
  cancelExport,
  createExport,
  downloadExport,
  exportTeamAnalytics,
  exportTenantAnalytics,
  getExport,
  listExports,
  writeDueExports,
} from '#lib/reports/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey, type SamplePerson } from '#tests/support/sample-company.ts';
import { dayMs, novemberMs, octoberMs, statedScene } from '#tests/support/stated-scene.ts';

const scene = statedScene();
const october = { from: new Date(octoberMs).toISOString(), to: new Date(novemberMs).toISOString() };
/** A hundredth of the million that the guide tells of; EXPORT_ROWS=1000000 is the whole of it. */
const manyRows = Number(process.env.EXPORT_ROWS ?? 10_000);

const runtimeNow = (): CommandRuntime => ({ ...scene.runtime, clock: { now: () => scene.nowMs } });
const write = (signal = new AbortController().signal) => writeDueExports({ runtime: runtimeNow(), signal });
const create = (input: object = {}, person: SamplePerson = scene.company.admin) =>
  createExport.execute(scene.as(person), { ...october, ...input });
const idOf = ({ id }: { readonly id: string }) => ({ export_id: toPublicId('reportExport', id) });

async function fileOf(made: { readonly id: string }, range: string | null = null, person: SamplePerson = scene.company.admin) {
  const { pieces, ...facts } = await downloadExport.open(scene.as(person), idOf(made), range);
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
  return { ...facts, bytes: Buffer.concat(parts), pieces: parts.length };
}

/** The rows of one call as often as is wanted, over the days of October, each with an id of its own. */
async function fillOctober(rows: number): Promise<void> {
  await postCalls(scene.database, [
    companyCall(scene.company, { atMs: octoberMs + 1, costNanoUsd: 7n, by: { teamId: scene.company.searchId } }),
  ]);
  const { tenantId } = scene.company;
  await scene.database.superuser`
    insert into usage_event select (jsonb_populate_record(e, jsonb_build_object('id', made.id, 'occurred_at', made.at))).*
    from usage_event e, lateral (
      select to_timestamp(ms / 1000.0) as at,
        (left(lpad(to_hex(ms), 12, '0'), 8) || '-' || right(lpad(to_hex(ms), 12, '0'), 4) || '-7' || substr(lpad(to_hex(n % 4096), 3, '0'), 1, 3) || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id
      from generate_series(1, ${rows - 1}::int8) as n, lateral (select ${octoberMs}::int8 + 1000 + n * 2 as ms) as t
    ) as made where e.tenant_id = ${tenantId}`;
}

describe('[REP-1] an export of calls', () => {
  test(
    'of many rows is written in the background with the memory of a page, goes on after a process died, and has each call once',
    async () => {
      await fillOctober(manyRows);
      const made = await create();
      expect(made).toMatchObject({ state: 'queued', file_path: null, rows_done: 0 });
      const before = process.memoryUsage().rss;
      // Told to stop while the first page is written: the time is asked for once before the claim, for it and for each page.
      const stop = new AbortController();
      let asked = 0;
      const now = () => {
        asked += 1;
        if (asked === 3) stop.abort();
        return scene.nowMs;
      };
      await writeDueExports({ runtime: { ...scene.runtime, clock: { now } }, signal: stop.signal });
      const first = await getExport.execute(scene.admin(), idOf(made));
      expect(first).toMatchObject({ state: 'running', rows_done: 2000, rows_total: manyRows });

      // A process that died in the middle of a page: what it had not committed is gone, and its claim ends by itself.
      const held = await scene.database.superuser.reserve();
      await held`begin`;
      await held`lock table stored_file_part in access exclusive mode`;
      const dying = write();
      const waiting = () => scene.database.superuser<{ pid: number }[]>`
      select a.pid from pg_stat_activity a join pg_locks l on l.pid = a.pid where not l.granted and a.datname = current_database()`;
      await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(1);
      for (const { pid } of await waiting()) await scene.database.superuser`select pg_terminate_backend(${pid})`;
      await held`rollback`;
      held.release();
      await dying.catch(() => 'died');

      scene.nowMs += 2 * 60_000;
      await Promise.all([write(), write()]);
      expect(await getExport.execute(scene.admin(), idOf(made))).toMatchObject({
        state: 'ready',
        rows_done: manyRows,
        rows_total: manyRows,
        error: null,
      });
      expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(400);

      const { bytes, pieces, fileName, contentType, stretch } = await fileOf(made);
      expect([fileName, contentType]).toEqual(['calls-2026-09-30-2026-10-31.csv', 'text/csv']);
      expect(pieces).toBe(Math.ceil(bytes.length / 2 ** 20));
      expect(stretch).toMatchObject({ sizeBytes: bytes.length, isPart: false });
      const [header = '', ...lines] = bytes.toString().trimEnd().split('\r\n');
      const at = header.split(',').indexOf('cost_usd');
      expect(lines).toHaveLength(manyRows);
      expect(new Set(lines.map((line) => line.slice(0, 30))).size).toBe(manyRows);
      expect(lines.reduce((sum, line) => sum + (parseUsd(line.split(',')[at] ?? '') ?? 0n), 0n)).toBe(7n * BigInt(manyRows));

      const middle = await fileOf(made, 'bytes=262100-262200');
      expect(middle.stretch).toMatchObject({ from: 262_100, to: 262_201, isPart: true });
      expect(middle.bytes.equals(bytes.subarray(262_100, 262_201))).toBe(true);
      expect((await fileOf(made, 'bytes=-7')).bytes.equals(bytes.subarray(-7))).toBe(true);
    },
    Math.max(120_000, manyRows * 5),
  );

  test('is JSON that reads as a whole, and Excel with the same sums; none of it is anything', async () => {
    const empty = await create({ format: 'json' });
    await write();
    expect(JSON.parse((await fileOf(empty)).bytes.toString())).toEqual([]);
    const calls = scene.inOctober(50, 41);
    await postCalls(scene.database, calls);
    const sum = calls.reduce((total, { costNanoUsd }) => total + costNanoUsd, 0n);
    const json = await create({ format: 'json' });
    const xlsx = await create({ format: 'xlsx' });
    await write();
    const listed: { cost_usd: string }[] = JSON.parse((await fileOf(json)).bytes.toString());
    expect(listed.reduce((total, { cost_usd: cost }) => total + (parseUsd(cost) ?? 0n), 0n)).toBe(sum);
    const [titles = [], ...rows] = await readSheet((await fileOf(xlsx)).bytes);
    const usd = titles.indexOf('cost_usd');
    expect(rows.reduce((total, row) => total + BigInt(Math.round(Number(row[usd]) * 1e9)), 0n)).toBe(sum);
  });

  test('is its author’s alone, ends with their right, with its cancellation and with its time', async () => {
    const { lead, member, admin, searchId, tenantId } = scene.company;
    await postCalls(scene.database, scene.inOctober(20, 42));
    const ofSearch = { scope: 'team', team_id: toPublicId('team', searchId) };
    expect(await faultOf(create(ofSearch, member))).toBe('not_found');
    expect(await faultOf(create({}, lead))).toBe('forbidden');
    const made = await create(ofSearch, lead);
    for (const person of [admin, member])
      expect(await faultOf(getExport.execute(scene.as(person), idOf(made)))).toMatch(/not_found|forbidden/);
    expect(await faultOf(fileOf(made, null, lead))).toBe('conflict');
    await scene.database.superuser`update membership set team_role = 'member' where tenant_id = ${tenantId} and user_id = ${lead.userId}`;
    await write();
    await scene.database.superuser`update membership set team_role = 'lead' where tenant_id = ${tenantId} and user_id = ${lead.userId}`;
    expect(await getExport.execute(scene.as(lead), idOf(made))).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('usage.read'),
    });

    const cancelled = await create();
    expect((await cancelExport.execute(scene.admin(), idOf(cancelled))).state).toBe('cancelled');
    expect(await write()).toBe(0);
    expect(await faultOf(cancelExport.execute(scene.admin(), idOf(cancelled)))).toBe('conflict');

    const kept = await create();
    await write();
    expect((await fileOf(kept)).bytes.length).toBeGreaterThan(100);
    scene.nowMs += 7 * dayMs;
    expect((await getExport.execute(scene.admin(), idOf(kept))).state).toBe('expired');
    expect(await faultOf(fileOf(kept))).toBe('conflict');
    expect(await purgeFiles(scene.database.databases, new Date(scene.nowMs), new AbortController().signal)).toBeGreaterThan(0);
    const [left] = await scene.database.superuser`select count(*)::int as parts from stored_file_part where tenant_id = ${tenantId}`;
    expect(left?.parts).toBe(0);

    const other = await scene.otherCompany();
    const foreign = { ...scene.admin(), authentication: { tenantId: other.tenantId, sessionId: other.admin.sessionId } };
    expect(await faultOf(getExport.execute(foreign, idOf(kept)))).toBe('not_found');
    expect((await listExports.execute(foreign, {})).data).toEqual([]);
    for (let count = 0; count < 5; count += 1) await create();
    expect(await faultOf(create())).toBe('conflict');
    expect(reportExportCreate.input.safeParse({ ...october, to: october.from }).success).toBe(false);
  });
});

describe('[REP-1] calls as a file under pseudonyms', () => {
  test('name nobody but their author, neither by account nor by personal key, and a small group not at all', async () => {
    const { tenantId, searchId, lead, member, admin } = scene.company;
    const key = await insertVirtualKey(scene.database, tenantId, { kind: 'personal', userId: member.userId, name: 'Of member' });
    const call = (offset: number, by: object) => companyCall(scene.company, { atMs: octoberMs + offset, by: { teamId: searchId, ...by } });
    await postCalls(scene.database, [
      call(1, { userId: member.userId, keyId: key.id }),
      call(2, { userId: lead.userId }),
      call(3, { userId: admin.userId }),
    ]);
    const textOf = async (format: 'csv' | 'json') => {
      const made = await create({ format });
      await write();
      return (await fileOf(made)).bytes.toString();
    };
    expect(await textOf('csv')).toContain('Of member');
    await updateSettings.execute(scene.admin(), { member_privacy: 'pseudonyms', group_min: 3 });
    for (const format of ['csv', 'json'] as const) {
      const shown = await textOf(format);
      expect(shown.match(/member_[0-9a-z]{10}/g)).toHaveLength(2);
      expect(shown.match(/key_[0-9a-z]{10}(?![0-9a-z])/g)).toHaveLength(1);
      expect(shown).toContain(toPublicId('user', admin.userId));
      for (const hidden of ['Of member', toPublicId('key', key.id), toPublicId('user', member.userId), toPublicId('user', lead.userId)])
        expect(shown).not.toContain(hidden);
    }
    await updateSettings.execute(scene.admin(), { member_privacy: 'pseudonyms', group_min: 4 });
    expect(await textOf('csv')).not.toMatch(/member_|,key_[0-9a-z]{10},/);
  });
});

describe('[REP-1] analytics as a file', () => {
  test('have in four formats the sums of the API, for those who may see the place', async () => {
    const { lead, seller, searchId } = scene.company;
    await postCalls(scene.database, scene.inOctober(100, 43));
    const asked = { range: 'custom', ...october } as const;
    const api = await getTenantAnalytics.execute(scene.admin(), asked);
    const json = await exportTenantAnalytics.execute(scene.admin(), { ...asked, format: 'json' });
    expect(json).toMatchObject({ state: 'ready', subject: 'analytics' });
    expect(PlaceAnalytics.parse(JSON.parse((await fileOf(json)).bytes.toString()))).toEqual(api);
    expect(api.usage?.totals.requests).toBe(100);
    for (const format of ['csv', 'xlsx', 'pdf'] as const) {
      const made = await exportTenantAnalytics.execute(scene.admin(), { ...asked, format });
      expect((await fileOf(made)).fileName).toMatch(new RegExp(`^analytics-.*\\.${format}$`));
    }
    const csv = (await fileOf(await exportTenantAnalytics.execute(scene.admin(), { ...asked, format: 'csv' }))).bytes.toString();
    for (const model of api.model_performance ?? [])
      expect(csv).toContain(`${model.model},${model.requests},${formatUsd(model.cost_usd)},${model.tokens}`);
    for (const id of Object.keys(api.member_productivity ?? {})) expect(csv).toContain(id);
    const team = { team_id: toPublicId('team', searchId), ...asked };
    expect((await exportTeamAnalytics.execute(scene.as(lead), team)).state).toBe('ready');
    expect(await faultOf(exportTeamAnalytics.execute(scene.as(seller), team))).toMatch(/not_found|forbidden/);
    // Who has lost the right to see what is in a file gets no more of it, while reports as such are still open to them.
    const reader = await createRole.execute(scene.admin(), {
      ...{ name: 'analytics_reader', title: 'Reader', level: 20, permissions: ['analytics.read', 'reports.read'] },
    });
    const role_id = toPublicId('role', reader.id);
    await grantRole.execute(scene.admin(), { user_id: toPublicId('user', seller.userId), role_id });
    const made = await exportTeamAnalytics.execute(scene.as(seller), { ...team, format: 'json' });
    expect((await fileOf(made, null, seller)).bytes.length).toBeGreaterThan(2);
    await updateRole.execute(scene.admin(), { role_id, permissions: ['reports.read'] });
    expect(await faultOf(fileOf(made, null, seller))).toBe('forbidden');
  });
});
