import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { openClient, openDatabases } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { migrate } from '#db/migrate.ts';
import { exportAuditLog, getAuditLogState } from '#lib/audit/index.ts';
import { makeAuditAtScale } from '#tests/support/audit-at-scale.ts';
import type { TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf } from '#tests/support/sample-company.ts';
import { MemoryHeadStore, sequencerOf } from '#tests/support/seal-audit.ts';
import { temporaryPostgres } from '../scripts/postgres/temporary-postgres.ts';
import { verifyExport } from '../scripts/verify-audit.mjs';

/**
 * What an audit entry costs: `node bench/audit-log.ts [entries]`, 100,000 unless said. Beside each rate stands the time that one
 * entry takes of a core, in this process and in PostgreSQL's (on Linux): on a machine that others use only this can be compared.
 */

const entries = Number(process.argv[2] ?? 100_000);
const server = await temporaryPostgres();
const name = 'bench_audit_log';
const secret = randomBytes(32).toString('hex');
const address = parseDatabaseUrl(server.url('postgres'));
const admin = openClient(address, address, { max: 1, prepare: false });
await admin`create database ${admin(name)}`;
const url = server.url(name);
await migrate({ adminUrl: url, secret, log: () => {} });
const databases = openDatabases({ url, secret });
const superuser = openClient(parseDatabaseUrl(url), address, { max: 1, prepare: false });
const database: TestDatabase = { url, name, secret, databases, superuser, drop: async () => {} };

/** Milliseconds of a core that the server's processes of this database have taken; 0 where that cannot be read. */
async function databaseMs(): Promise<number> {
  const rows = await superuser<{ pid: number }[]>`select pid from pg_stat_activity where datname = ${name}`;
  const ticksOf = (pid: number): number => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      return 0;
    }
  };
  return rows.reduce((sum, { pid }) => sum + ticksOf(pid) * 10, 0);
}

async function measure(what: string, work: () => Promise<number>): Promise<void> {
  const [databaseBefore, cpuBefore, startedAt] = [await databaseMs(), process.cpuUsage(), performance.now()];
  const count = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const inDatabase = ((await databaseMs()) - databaseBefore) * 1000;
  const each = [(user + system) / count, inDatabase / count].map((micros) => `${micros.toFixed(0).padStart(4)} µs`);
  console.log(
    `${what.padEnd(16)}${(count / seconds).toFixed(0).padStart(8)}/s   here ${each[0]}   database ${each[1]}   load ${loadavg()[0]?.toFixed(1)}`,
  );
}

try {
  const runtime = commandRuntimeOf(database);
  const company = await createSampleCompany(database, 'audited');
  const { tenantId } = company;
  const asAdmin = () => invocationOf(runtime, company, company.admin);
  await measure('append', async () => {
    await makeAuditAtScale(database, { tenantId, entries, nowMs: Date.now() });
    return entries;
  });
  await superuser`vacuum analyze`;
  const { signal } = new AbortController();
  const sequencer = sequencerOf(database, new MemoryHeadStore());
  await measure('seal', async () => {
    let sealed = 0;
    while (sealed < entries) sealed += await sequencer.run(signal);
    return sealed;
  });
  const exported: (string | Uint8Array)[] = [];
  await measure('export', async () => {
    for await (const piece of (await exportAuditLog.open(asAdmin(), {})).pieces) exported.push(piece);
    return entries;
  });
  // As a file would hold them.
  const stored = exported.map((piece) => Buffer.from(piece));
  const keys = [(await getAuditLogState.execute(asAdmin(), {})).verifier_key ?? ''];
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield* stored;
  }
  for (const tree of [false, true])
    await measure(tree ? 'verify the tree' : 'verify offline', async () => {
      const report = await verifyExport(pieces(), { keys, tree });
      if (!report.valid) throw new Error(report.faults.join('\n'));
      return report.entries;
    });
} finally {
  await Promise.all([databases.close(1), superuser.end(), admin.end()]);
  await server.stop();
}
