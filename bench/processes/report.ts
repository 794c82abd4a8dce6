/** What a process of a benchmark says of itself when its parent asks. */
export interface ProcessReport {
  /** User and system time since the process started, microseconds. */
  readonly cpuMicroseconds: number;
  readonly residentBytes: number;
}

/** Answers the parent's questions over IPC, and says which port it listens on. */
export function reportToParent(port: number): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const report: ProcessReport = { cpuMicroseconds: user + system, residentBytes: process.memoryUsage.rss() };
    process.send?.(report);
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ port });
}

/** A numeric environment variable with a fallback, for the benchmark's own processes. */
export const numberFrom = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
