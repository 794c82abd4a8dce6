import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { openClient, openDatabases } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { migrate } from '#db/migrate.ts';
import { newUuid } from '#lib/core/ids.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { reconcileUsage } from '#lib/usage/reconcile.ts';
import type { CallAttribution, UsageEvent } from '#lib/usage/usage-event.ts';
import { postgresCpuSeconds } from '#tests/support/postgres-cpu.ts';
import { clusterFolders } from '../scripts/postgres/cluster-folders.ts';
import { embeddedPostgres } from '../scripts/postgres/embedded-postgres.ts';
import { readPostmasterPid } from '../scripts/postgres/postmaster-pid.ts';

/**
 * How many usage events a second go into PostgreSQL with everything that follows from them, on one core for both Node and
 * PostgreSQL, fsync on: `node bench/journal-posting.ts`. Where `taskset` exists, the run binds itself to one core.
 */

const tenants = 50;
const batchesPerRound = 60;
const rounds = 5;

/**
 * How long `work` keeps the event loop from turning: CPU milliseconds of this thread between two turns, so that other
 * programs on the machine do not count. The turns in which nothing was done are left out.
 */
async function loopHolds(work: () => Promise<void>): Promise<{ readonly p50: number; readonly p99: number; readonly max: number }> {
  const holds: number[] = [];
  const cpu = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let isDone = false;
  const watch = (async () => {
    for (let last = cpu(); !isDone; ) {
      await setImmediate();
      const now = cpu();
      if (now - last > 0.1) holds.push(now - last);
      last = now;
    }
  })();
  await work();
  isDone = true;
  await watch;
  holds.sort((x, y) => x - y);
  const at = (quantile: number) => holds[Math.floor(holds.length * quantile)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: holds.at(-1) ?? 0 };
}

/** Calls as a company makes them: a few keys and models carry most of the traffic. */
function eventSource(tenantIds: readonly string[]): () => UsageEvent {
  const people = tenantIds.map((tenantId) => {
    const teams = Array.from({ length: 8 }, () => ({ departmentId: newUuid(), teamId: newUuid() }));
    return Array.from({ length: 40 }, (_, index): CallAttribution => {
      const team = teams[index % teams.length];
      return { tenantId, departmentId: team?.departmentId ?? null, teamId: team?.teamId ?? null, userId: newUuid(), keyId: newUuid() };
    });
  });
  const models = ['gpt-4o-mini', 'gpt-4o', 'claude-sonnet-4-5', 'gemini-2.5-flash', 'sandbox-fast'];
  const connectionIds = tenantIds.map(() => newUuid());
  const priceVersionId = newUuid();
  const skewed = (length: number) => Math.floor(Math.random() ** 3 * length);
  return () => {
    const tenant = skewed(tenantIds.length);
    const attribution = people[tenant]?.[skewed(40)];
    if (attribution === undefined) throw new Error('no such person');
    const model = models[skewed(models.length)] ?? 'gpt-4o';
    return {
      id: newUuid(),
      attribution,
      protocol: 'openai.chat_completions',
      streamed: true,
      requestedModel: model,
      connectionId: connectionIds[tenant] ?? null,
      provider: 'openai',
      model,
      routeId: null,
      taskType: null,
      tags: null,
      status: 'succeeded',
      httpStatus: 200,
      errorCode: null,
      usage: { input: 1200, cacheRead: 300, cacheWrite: 0, output: Math.floor(Math.random() * 900), reasoning: 0 },
      usageSource: 'provider',
      costState: 'priced',
      costNanoUsd: BigInt(Math.floor(Math.random() * 9_000_000)),
      boundNanoUsd: 12_000_000n,
      overrunNanoUsd: 0n,
      priceVersionId,
      latencyMs: Math.floor(300 + Math.exp(Math.random() * 9)),
      firstTokenMs: Math.floor(80 + Math.random() * 600),
      attempts: 1,
      cacheState: null,
      savedNanoUsd: 0n,
    };
  };
}

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'journal-bench-'));
  spawnSync('chmod', ['755', folder]);
  const server = await embeddedPostgres({ folder, report: () => {} });
  const postmaster = readPostmasterPid(clusterFolders(folder).data)?.pid ?? 0;
  const secret = randomBytes(32).toString('hex');
  await server.createDatabase('bench');
  const url = server.url('bench');
  await migrate({ adminUrl: url, secret, log: () => {} });
  const databases = openDatabases({ url, secret });
  const address = parseDatabaseUrl(url);
  const superuser = openClient(address, address, { max: 1, prepare: false });
  try {
    const tenantIds = Array.from({ length: tenants }, () => newUuid());
    for (const id of tenantIds) await superuser`INSERT INTO tenant (tenant_id, slug, name) VALUES (${id}, ${id}, 'bench')`;
    const poster = new EventPoster(databases.ingest.$client);
    const next = eventSource(tenantIds);
    const batch = (size: number) => Array.from({ length: size }, next);
    for (let warm = 0; warm < 20; warm += 1) await poster.post(batch(500));
    for (const size of [500, 2000]) {
      for (let round = 0; round < rounds; round += 1) {
        const batches = Array.from({ length: Math.ceil((batchesPerRound * 500) / size) }, () => batch(size));
        const events = batches.length * size;
        const [node, database, start] = [process.cpuUsage(), postgresCpuSeconds(postmaster), performance.now()];
        for (const one of batches) await poster.post(one);
        const seconds = (performance.now() - start) / 1000;
        const used = process.cpuUsage(node);
        const nodeMicros = (used.user + used.system) / events;
        const databaseMicros = ((postgresCpuSeconds(postmaster) - database) * 1e6) / events;
        const line = [
          `${size} a batch`,
          `${Math.round(events / seconds).toLocaleString('en')} events/s`,
          `${Math.round(1e6 / (nodeMicros + databaseMicros)).toLocaleString('en')} a CPU second`,
          `Node ${nodeMicros.toFixed(1)} µs an event`,
          `PostgreSQL ${databaseMicros.toFixed(1)} µs`,
        ];
        console.log(line.join('   '));
      }
    }
    const watched = Array.from({ length: 60 }, () => batch(500));
    const held = await loopHolds(async () => {
      for (const one of watched) await poster.post(one);
    });
    const holds = [`${held.p50.toFixed(2)} ms p50`, `${held.p99.toFixed(2)} ms p99`, `${held.max.toFixed(2)} ms at most`].join(', ');
    console.log(`While 500 a batch are posted, the event loop is held for ${holds}.`);
    const range = { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 86_400_000) };
    for (const id of tenantIds.slice(0, 5)) {
      const differences = await reconcileUsage(superuser, id, range);
      if (differences.length > 0) throw new Error(`The sums differ: ${JSON.stringify(differences[0])}`);
    }
  } finally {
    await Promise.all([databases.close(1), superuser.end({ timeout: 1 })]);
    await server.stop('immediate');
    rmSync(folder, { recursive: true, force: true });
  }
}

const bound = process.env.BENCH_BOUND === '1';
const hasTaskset = spawnSync('taskset', ['--version']).status === 0;
if (!bound && hasTaskset) {
  const again = ['-c', '0', process.execPath, ...process.argv.slice(1)];
  process.exitCode = spawnSync('taskset', again, { stdio: 'inherit', env: { ...process.env, BENCH_BOUND: '1' } }).status ?? 1;
} else {
  console.log(bound ? 'Node and PostgreSQL share one core.' : 'Not bound to one core: taskset is missing.');
  await run();
}
