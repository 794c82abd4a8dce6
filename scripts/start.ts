import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabases } from '#db/client.ts';
import { migrate } from '#db/migrate.ts';
import { type Seeded, seed } from '#db/seed/seed.ts';
import { importPrices } from '#lib/catalog/index.ts';
import { EnvError, parseEnv } from '#lib/core/env.ts';
import { listenForStop, type StopRequest } from '#lib/process/stop-requests.ts';
import { buildConsole, isConsoleBuilt } from './build/build-console.ts';
import { buildServers } from './build/build-servers.ts';
import { type Database, openDatabase } from './start/database.ts';
import { startDevelopment } from './start/development.ts';
import { firstSteps } from './start/first-steps.ts';
import { terminalProgress } from './start/progress.ts';
import { startServer } from './start/server-process.ts';
import { loadSettings, type Settings } from './start/settings.ts';
import { awaitOrphans, claimDataFolder, type Instance } from './start/single-instance.ts';

/**
 * `npm start`, and with `--dev` `npm run dev`: brings up the database and the server, keeps them running, and takes them
 * down in order. The server drains first and the database goes last.
 */

/** The processes that serve, as `npm start` and `npm run dev` each run them. */
interface Serving {
  readonly port: number;
  stop(acceptSeconds: number, withinSeconds: number): Promise<void>;
  stopNow(withinMs: number): Promise<void>;
}

const { values: flags } = parseArgs({ options: { dev: { type: 'boolean', default: false } } });
const root = dirname(import.meta.dirname);
/** On top of the server's own time to drain, for its children and its database connections. */
const stopGraceSeconds = 15;
const stopNowMs = 1500;
const parentCheckMs = 1000;

const progress = terminalProgress(process.stdout);
const ending = new AbortController();
let database: Database | undefined;
let serving: Serving | undefined;

process.chdir(root);
// A closed terminal or pipe must not keep us from stopping in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

async function migrateAndSeed(url: string, { secret }: Settings): Promise<Seeded> {
  const directUrl = process.env.DATABASE_DIRECT_URL || undefined;
  await progress.step('Database is up to date', () => migrate({ adminUrl: directUrl ?? url, secret, log: () => {} }));
  const databases = openDatabases({ url, directUrl, secret, applicationName: 'tollgate start' });
  try {
    await progress.step('Prices are listed', () => importPrices(databases.jobs));
    return await progress.step('Demo tenant is there', () => seed({ databases, secret }));
  } finally {
    await databases.close();
  }
}

async function serveBuilt(env: NodeJS.ProcessEnv): Promise<Serving> {
  await progress.step('Server is built', () => buildServers(root));
  const built = isConsoleBuilt(root);
  const consoleUp = Promise.withResolvers<void>();
  const { child, port } = await progress.step('Gateway answers', () =>
    startServer({
      ...{ root, env, from: 'dist', report: progress.say },
      args: built ? [] : ['--await-console-build'],
      onConsole: (up) => up && consoleUp.resolve(),
    }),
  );
  serving = {
    port,
    stop: (acceptSeconds, withinSeconds) => child.stop({ acceptSeconds, withinSeconds }),
    stopNow: (withinMs) => child.stopNow(withinMs),
  };
  // Follows in the background: the gateway serves while the console is built and boots.
  const followConsole = async () => {
    if (ending.signal.aborted) return;
    if (!built) {
      await progress.step('Console is built', () => buildConsole(root, { signal: ending.signal, background: true }));
      child.send({ type: 'console-built' });
    }
    await progress.step('Console answers', () => consoleUp.promise);
  };
  followConsole().catch(fail);
  return serving;
}

async function serveSource(env: NodeJS.ProcessEnv, settings: Settings): Promise<Serving> {
  const consoleUp = Promise.withResolvers<void>();
  serving = await progress.step('Gateway answers', () =>
    startDevelopment({ root, env, report: progress.say, dataFolder: settings.dataFolder, onConsole: () => consoleUp.resolve() }),
  );
  progress.step('Console answers', () => consoleUp.promise).catch(fail);
  return serving;
}

async function main(): Promise<void> {
  const settings = loadSettings(root);
  const overlay = { TOLLGATE_SECRET: settings.secret, DATA_DIR: settings.dataFolder, LOG_LEVEL: process.env.LOG_LEVEL || 'warn' };
  // Faults of the environment are told before anything is started; a database is found or made only afterwards.
  const wanted = { ...process.env, ...overlay, DATABASE_URL: process.env.DATABASE_URL || 'postgres://embedded/tollgate' };
  const { DRAIN_SECONDS, PORT, PUBLIC_URL } = parseEnv(wanted);
  const instance: Instance = await claimDataFolder(settings.dataFolder);
  await awaitOrphans(settings.dataFolder, DRAIN_SECONDS + stopGraceSeconds, progress.say);
  database = await progress.step('Database runs', () => openDatabase(settings.dataFolder, progress.say));
  if (ending.signal.aborted) return;
  const seeded = await migrateAndSeed(database.url, settings);
  if (ending.signal.aborted) return;

  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...overlay,
    DATABASE_URL: database.url,
    NODE_ENV: flags.dev ? 'development' : 'production',
  };
  const { port } = flags.dev ? await serveSource(env, settings) : await serveBuilt(env);
  if (ending.signal.aborted) return;
  instance.address = PUBLIC_URL ?? `http://localhost:${port}`;
  if (port !== PORT) progress.say(`Port ${PORT} is taken by another program, so Tollgate uses ${port}.`);
  progress.say(firstSteps(instance.address, seeded).join('\n'));
}

/** Takes everything down and exits. What was being started is waited for or cut off, so that nothing is left behind. */
async function stop({ acceptSeconds, reason }: StopRequest, exitCode: number): Promise<void> {
  ending.abort();
  progress.say(reason === 'SIGINT' ? '\nStopping … (Ctrl-C again stops at once)' : 'Stopping …');
  await started.catch(() => {});
  const drainSeconds = Number(process.env.DRAIN_SECONDS || 30);
  await serving?.stop(acceptSeconds, acceptSeconds + drainSeconds + stopGraceSeconds);
  await database?.stop('fast');
  progress.say('Stopped.');
  process.exit(exitCode);
}

async function stopNow(): Promise<void> {
  progress.say('Stopping at once; the next start recovers.');
  await serving?.stopNow(stopNowMs);
  await database?.stop('immediate');
  process.exit(1);
}

function fail(error: unknown): void {
  if (ending.signal.aborted) return;
  const known = error instanceof EnvError || (error instanceof Error && !(error instanceof TypeError));
  process.stderr.write(`\n${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  stop({ acceptSeconds: 0, reason: 'SIGTERM' }, 1).catch(() => process.exit(1));
}

listenForStop({
  stop: (request) => void stop(request, 0).catch(() => process.exit(1)),
  stopNow: () => void stopNow().catch(() => process.exit(1)),
});
/** npm between us and the terminal can be killed without a word; then nobody is left to stop us. */
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent && !ending.signal.aborted) process.kill(process.pid, 'SIGHUP');
}, parentCheckMs).unref();

const started: Promise<void> = main();
started.catch(fail);
