import { randomBytes } from 'node:crypto';
import { openClient, openDatabases } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { migrate } from '#db/migrate.ts';
import { getOverview } from '#lib/analytics/index.ts';
import { importPrices } from '#lib/catalog/index.ts';
import type { Executable } from '#lib/command/executable.ts';
import { encodeCursor } from '#lib/core/cursor.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { closeDaysOf } from '#lib/usage/close-days.ts';
import { getUsageEvent, listUsageEvents } from '#lib/usage/index.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { busyCalls } from '#tests/support/company-calls.ts';
import type { TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf, type SamplePerson } from '#tests/support/sample-company.ts';
import { temporaryPostgres } from '../scripts/postgres/temporary-postgres.ts';

/**
 * How long pages of the usage log and overviews take over a tenant with many calls, session, access and all:
 * `node bench/usage-reads.ts [calls]`, a million unless said, over 90 days. A page of the log should take at most 50 ms at
 * any depth, an overview at most 100 ms; zones that are half an hour off UTC read hours and take longer.
 */

const calls = Number(process.argv[2] ?? 1_000_000);
const runs = 21;
const dayMs = 86_400_000;

async function fill(database: TestDatabase, source: Iterable<UsageEvent>): Promise<void> {
  const poster = new EventPoster(database.databases.ingest.$client);
  const startedAt = performance.now();
  let batch: UsageEvent[] = [];
  for (const event of source) {
    batch.push(event);
    if (batch.length < 2000) continue;
    await poster.post(batch);
    batch = [];
  }
  await poster.post(batch);
  console.log(`${calls} calls posted in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}

const server = await temporaryPostgres();
const name = 'bench_usage_reads';
const secret = randomBytes(32).toString('hex');
const address = parseDatabaseUrl(server.url('postgres'));
const admin = openClient(address, address, { max: 1, prepare: false });
await admin`create database ${admin(name)}`;
const url = server.url(name);
await migrate({ adminUrl: url, secret, log: () => {} });
const databases = openDatabases({ url, secret });
const superuser = openClient(parseDatabaseUrl(url), address, { max: 1, prepare: false });
const database: TestDatabase = { url, name, secret, databases, superuser, drop: async () => {} };

try {
  await importPrices(databases.jobs);
  const company = await createSampleCompany(database, 'busy');
  const nowMs = Date.now();
  await fill(database, busyCalls(company, { count: calls, fromMs: nowMs - 90 * dayMs, toMs: nowMs, seed: 1 }));
  const days = await closeDaysOf(databases, company.tenantId);
  await superuser`vacuum analyze`;
  const [{ hours = 0n } = {}] = await superuser<{ hours: bigint }[]>`select count(*) as hours from usage_hour`;
  console.log(`${hours} hourly sums, ${days} closed days\n`);

  const runtime = commandRuntimeOf(database);
  const { admin: boss, lead, member } = company;
  const searchId = toPublicId('team', company.searchId);
  const iso = (days: number): string => new Date(nowMs - days * dayMs).toISOString();
  const measure = async (label: string, executable: Executable, person: SamplePerson, input: object): Promise<void> => {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const startedAt = performance.now();
      await executable.execute(invocationOf(runtime, company, person), input);
      times.push(performance.now() - startedAt);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): string => (times[Math.floor(share * (runs - 1))] ?? 0).toFixed(1).padStart(8);
    console.log(`${label.padEnd(44)}${at(0.5)}${at(0.95)}`);
  };

  console.log(`${'milliseconds'.padEnd(44)}${'p50'.padStart(8)}${'p95'.padStart(8)}`);
  await measure('log: newest page', listUsageEvents, boss, {});
  await measure('log: page 80 days back', listUsageEvents, boss, { cursor: encodeCursor([newUuid(nowMs - 80 * dayMs)]) });
  await measure('log: one hour 50 days back', listUsageEvents, boss, { from: iso(50), to: iso(50 - 1 / 24) });
  await measure('log: one team', listUsageEvents, boss, { team_id: searchId });
  await measure('log: one team, failed, 60 days back', listUsageEvents, boss, { team_id: searchId, status: 'failed', to: iso(60) });
  await measure('log: failed', listUsageEvents, boss, { status: 'failed' });
  await measure('log: one model', listUsageEvents, boss, { model: 'gpt-5' });
  await measure('log: dearer than nearly all', listUsageEvents, boss, { min_cost_usd: '0.0499' });
  await measure('log: as a lead', listUsageEvents, lead, {});
  await measure('log: own calls', listUsageEvents, member, {});
  const [first] = (await listUsageEvents.execute(invocationOf(runtime, company, boss), { limit: 1 })).data;
  await measure('log: one call', getUsageEvent, boss, { request_id: toPublicId('request', first?.id ?? '') });
  for (const range of ['today', '7d', '30d', '90d']) await measure(`overview: ${range}`, getOverview, boss, { range });
  await measure('overview: 30d of Kolkata', getOverview, boss, { range: '30d', time_zone: 'Asia/Kolkata' });
  await measure('overview: 30d of one team', getOverview, boss, { range: '30d', team_id: searchId });
  await measure('overview: 30d, own', getOverview, member, { range: '30d' });
  await runtime.outbound.transport.close();
} finally {
  await Promise.all([databases.close(1), superuser.end({ timeout: 1 })]);
  await admin.end({ timeout: 1 });
  await server.stop();
}
