import { openClient, roleCredentials } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { demoHistoryJob } from '#db/seed/demo-history-job.ts';
import { jobs } from '#inngest/functions/index.ts';
import { parseEnv } from '#lib/core/env.ts';
import { campaign } from '#lib/process/leader-lock.ts';
import { tellParent } from '#lib/process/messages.ts';
import { runJobs } from '#lib/process/run-jobs.ts';
import { listenForStop } from '#lib/process/stop-requests.ts';
import { announceStopping } from '#lib/process/stopping.ts';
import { within } from '#lib/process/within.ts';
import { createRuntime, installRuntime } from '#lib/runtime.ts';

/** Runs background jobs. Of all workers on one database, the one that holds the lock does. */

const beatMs = 2000;

async function main(): Promise<void> {
  const env = parseEnv(process.env);
  const runtime = installRuntime(createRuntime(env, 'worker'));
  const { logger } = runtime;
  const address = parseDatabaseUrl(env.DATABASE_DIRECT_URL ?? env.DATABASE_URL);
  const credentials = roleCredentials(env.TOLLGATE_SECRET, address.database, 'jobs');
  const client = openClient(address, credentials, { max: 1, prepare: false, applicationName: 'tollgate worker lock' });

  const stopping = new AbortController();
  const working = campaign(
    {
      ...{ client, name: 'tollgate.worker', beatMs, signal: stopping.signal },
      onError: (error) => logger.warn({ err: error }, 'The lock of the worker cannot be reached'),
    },
    (signal) => runJobs([...jobs, demoHistoryJob], runtime, signal, logger),
  );

  const stop = async (): Promise<void> => {
    announceStopping();
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
