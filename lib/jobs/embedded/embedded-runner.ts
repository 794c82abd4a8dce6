import { PgBoss } from 'pg-boss';
import { roleCredentials } from '#db/client.ts';
import { type DatabaseAddress, parseDatabaseUrl } from '#db/database-url.ts';
import { queueSchema } from '#db/install-queue.ts';
import type { Logger } from '#lib/core/logger.ts';
import { functionDefaults } from '../durable-function.ts';
import { performRun, type RunRoom, retryDelaySeconds } from '../perform-run.ts';
import type { RunKey, RunRow } from '../run-store.ts';
import type { Runner } from '../send-runs.ts';

export interface EmbeddedRunnerOptions<Context> extends RunRoom<Context> {
  /** DATABASE_DIRECT_URL or DATABASE_URL. */
  readonly url: string;
  /** TOLLGATE_SECRET. */
  readonly secret: string;
  /** Aborts when this process ends or no longer leads. */
  readonly signal: AbortSignal;
  /** Seconds between two looks at the queue; half a second unless said. */
  readonly pollSeconds?: number;
}

export interface EmbeddedRunner extends Runner {
  /** Waits for what is under way, which `signal` has told to end, and closes the connections. */
  close(): Promise<void>;
}

const queue = 'runs';
/** Runs carried out side by side. */
const runsAtOnce = 4;
/** Beyond a function's own time-out, for one that does not listen to it. */
const graceSeconds = 60;
const closeMs = 10_000;

const sslOf = ({ ssl }: DatabaseAddress): boolean | { rejectUnauthorized: boolean } =>
  ssl === 'verify-full' ? { rejectUnauthorized: true } : ssl === 'require' ? { rejectUnauthorized: false } : false;

function openBoss(url: string, secret: string, logger: Logger): PgBoss {
  const address = parseDatabaseUrl(url);
  const boss = new PgBoss({
    ...{ host: address.host, port: address.port, database: address.database, ssl: sslOf(address) },
    ...roleCredentials(secret, address.database, 'jobs'),
    ...{ schema: queueSchema, max: 2, application_name: 'tollgate queue' },
    // The migrator makes the tables; this role owns nothing of them. Schedules lie in `job_run`, where people see them.
    ...{ migrate: false, createSchema: false, schedule: false, reindex: false, monitorVacuum: false },
  });
  boss.on('error', (error) => logger.warn({ err: error }, 'The queue of background runs cannot be reached'));
  return boss;
}

/**
 * Carries runs out in this process, from a queue in PostgreSQL (pg-boss) that keeps them over a crash and tries failed ones
 * again. One process of an installation does at a time: whoever opens it begins with an empty queue, and what the former one
 * held is offered again by `recoverRuns` and `sendDueRuns`.
 */
export async function openEmbeddedRunner<Context>(options: EmbeddedRunnerOptions<Context>): Promise<EmbeddedRunner> {
  const { functions, signal, logger } = options;
  const boss = openBoss(options.url, options.secret, logger);
  try {
    await boss.start();
    await boss.createQueue(queue, { policy: 'standard', deleteAfterSeconds: 3600 });
    await boss.deleteAllJobs(queue);
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
  const work = { localConcurrency: runsAtOnce, pollingIntervalSeconds: options.pollSeconds ?? 0.5 };
  const worker = await boss.work<RunKey>(queue, work, async (jobs) => {
    for (const job of jobs) await performRun(options, { tenantId: job.data.tenantId, runId: job.data.runId }, signal);
  });
  return {
    kind: 'embedded',
    async send(run: RunRow) {
      const declared = functions.find(({ id }) => id === run.functionId);
      const retries = declared?.retries ?? functionDefaults.retries;
      const timeoutSeconds = declared?.timeoutSeconds ?? functionDefaults.timeoutSeconds;
      const payload: RunKey = { tenantId: run.tenantId, runId: run.id };
      await boss.send(queue, payload, {
        ...{ retryLimit: Math.max(0, retries - run.failures), retryDelay: retryDelaySeconds * 2 ** run.failures, retryBackoff: true },
        expireInSeconds: timeoutSeconds + graceSeconds,
      });
      boss.notifyWorker(worker);
    },
    async close() {
      await boss.stop({ graceful: true, timeout: closeMs });
    },
  };
}
