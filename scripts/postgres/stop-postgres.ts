import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster-folders.ts';
import { isPostmasterOf } from './postmaster-pid.ts';

/** PostgreSQL's own words for its signals: fast ends sessions and checkpoints; immediate leaves recovery to the next start. */
const signals = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

/** Stops the server and waits until it is gone: fast first, immediate when that takes longer than `fastSecondsMax`. */
export async function stopPostgres(
  cluster: Cluster,
  pid: number,
  { mode, fastSecondsMax = 30 }: { mode: keyof typeof signals; fastSecondsMax?: number },
): Promise<void> {
  for (const signal of mode === 'fast' ? [signals.fast, signals.immediate] : [signals.immediate]) {
    if (!isPostmasterOf(pid, cluster.data)) return;
    process.kill(pid, 'SIGCONT');
    process.kill(pid, signal);
    const deadline = Date.now() + fastSecondsMax * 1000;
    while (Date.now() < deadline) {
      // Not `isAlive`: an adopted server is nobody's child for a while and stays as a zombie until it is collected.
      if (!isPostmasterOf(pid, cluster.data)) return;
      await sleep(10);
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop. Its log: ${cluster.log}`);
}
