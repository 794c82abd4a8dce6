import { openClient, roleCredentials } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { demoHistoryJob } from '#db/seed/demo-history-job.ts';
import { durableFunctions, jobs } from '#inngest/functions/index.ts';
import { inngestClient } from '#inngest/inngest-client.ts';
import { inngestRunner } from '#inngest/inngest-runner.ts';
import { parseEnv } from '#lib/core/env.ts';
import { databaseFamilies } from '#lib/database-families.ts';
import { leadRuns } from '#lib/jobs/lead-runs.ts';
import { runEmbedded } from '#lib/jobs/run-embedded.ts';
import { runFamilies } from '#lib/jobs/run-families.ts';
import { campaign } from '#lib/process/leader-lock.ts';
import { LoopFigures } from '#lib/process/loop-figures.ts';
import { tellParent } from '#lib/process/messages.ts';
import { watchProcess } from '#lib/process/process-families.ts';
import { runJobs } from '#lib/process/run-jobs.ts';
import { listenForStop } from '#lib/process/stop-requests.ts';
import { announceStopping } from '#lib/process/stopping.ts';
import { within } from '#lib/process/within.ts';
import { createRuntime, installRuntime } from '#lib/runtime.ts';

/** Runs background jobs. Of all workers on one database, the one that holds the lock does. */

const beatMs = 2000;
/** Between two reports of this process's numbers to its parent, which owns the port. */
const reportMs = 5000;

async function main(): Promise<void> {
  const env = parseEnv(process.env);
  const runtime = installRuntime(createRuntime(env, 'worker'));
  const { logger } = runtime;
  const address = parseDatabaseUrl(env.DATABASE_DIRECT_URL ?? env.DATABASE_URL);
  const credentials = roleCredentials(env.TOLLGATE_SECRET, address.database, 'jobs');
  const client = openClient(address, credentials, { max: 1, prepare: false, applicationName: 'tollgate worker lock' });

  const stopping = new AbortController();
  const figures = new LoopFigures();
  const ofProcess = watchProcess();
  /** Of the term in which this process leads. */
  let leads: AbortSignal | undefined;
  const report = async (): Promise<void> => {
    const isLeading = leads?.aborted === false;
    const shared = isLeading ? [...(await runFamilies(runtime.databases)), ...(await databaseFamilies(runtime.databases))] : [];
    tellParent({ type: 'metrics', families: [...ofProcess(), ...figures.families(), ...shared] });
  };
  const reporting = setInterval(() => {
    report().catch((err: unknown) => logger.debug({ err }, 'The numbers of the worker could not be told'));
  }, reportMs);
  const working = campaign(
    {
      ...{ client, name: 'tollgate.worker', beatMs, signal: stopping.signal },
      onError: (error) => logger.warn({ err: error }, 'The lock of the worker cannot be reached'),
    },
    async (signal) => {
      leads = signal;
      const room = { databases: runtime.databases, functions: durableFunctions, context: runtime, clock: runtime.clock, logger };
      const inngest = inngestClient(env, logger);
      const embedded = { ...room, url: env.DATABASE_DIRECT_URL ?? env.DATABASE_URL, secret: env.TOLLGATE_SECRET, signal };
      const running = inngest === null ? runEmbedded(embedded) : leadRuns(room, inngestRunner(inngest), signal);
      await Promise.all([runJobs([...jobs, demoHistoryJob], runtime, signal, { logger, figures }), running]);
    },
  );

  const stop = async (): Promise<void> => {
    announceStopping();
    clearInterval(reporting);
    stopping.abort();
    await within(env.DRAIN_SECONDS * 1000, working);
    await client.end({ timeout: 1 });
    await runtime.databases.close();
    process.exit(0);
  };
  listenForStop({ stop: () => void stop(), stopNow: () => process.exit(1) });
  tellParent({ type: 'ready' });
  await working;
}

await main();
