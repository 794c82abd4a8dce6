import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded before the entry of each process that a benchmark starts (`--import`): answers `{type: 'bench-usage'}` on the
 * IPC channel with what the process has used, so that server, console and proxy are measured alike and unchanged.
 */

/** What a process has used. */
export interface ProcessUsage {
  readonly type: 'bench-usage';
  /** User and system time since its start, microseconds. */
  readonly cpuMicroseconds: number;
  readonly residentBytes: number;
  /** 99th percentile of the event loop's delay since the last question, milliseconds. */
  readonly loopDelayP99Ms: number;
}

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

process.on('message', (message) => {
  if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== 'bench-usage') return;
  const { user, system } = process.cpuUsage();
  const usage: ProcessUsage = {
    type: 'bench-usage',
    cpuMicroseconds: user + system,
    residentBytes: process.memoryUsage.rss(),
    loopDelayP99Ms: delay.percentile(99) / 1e6,
  };
  delay.reset();
  process.send?.(usage);
});
// Only the listener above must not keep a process alive whose work is done.
process.channel?.unref();
process.on('disconnect', () => process.exit(0));
