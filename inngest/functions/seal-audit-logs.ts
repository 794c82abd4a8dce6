import { headFolder } from '#lib/audit/head-folder.ts';
import { FileHeadStore } from '#lib/audit/head-store.ts';
import { reportFailing } from '#lib/audit/report-failing.ts';
import { reportStopped } from '#lib/audit/report-stopped.ts';
import { Sequencer } from '#lib/audit/sequencer.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** One for each runtime: it remembers the right edges of the trees. */
const sequencers = new WeakMap<Runtime, Sequencer>();

function sequencerOf(runtime: Runtime): Sequencer {
  const { databases, keys, env, logger, clock } = runtime;
  const known =
    sequencers.get(runtime) ??
    new Sequencer({
      database: databases.audit,
      masters: keys.masterKeys,
      heads: new FileHeadStore(headFolder(env)),
      host: new URL(env.PUBLIC_URL ?? 'http://localhost').host,
      logger,
      onFailing: reportFailing(databases.app, () => clock.now()),
      onStopped: reportStopped(databases.app, () => clock.now()),
    });
  sequencers.set(runtime, known);
  return known;
}

/** Gives audit entries their leaves and signs the trees; nothing to read where nothing was written. */
export const sealAuditLogs: Job<Runtime> = {
  id: 'seal-audit-logs',
  everySeconds: 0.5,
  run: async (runtime, signal) => {
    await sequencerOf(runtime).run(signal);
  },
};
