/** Prints what is being done and how long each step took; on a terminal the current step's time ticks. */
export interface Progress {
  /** One line of news, in between steps too. */
  say(line: string): void;
  /** Runs the work under a title and prints its time. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
}

const tickMs = 1000;
/** Without a terminal (a log file, CI) a long step says that it is alive this often. */
const aliveMs = 10_000;

const seconds = (startedAt: number): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

export function terminalProgress(out: NodeJS.WriteStream): Progress {
  const running = new Map<string, number>();
  const terminal = out.isTTY === true;
  const clear = () => terminal && out.write('\r\x1b[2K');
  const showRunning = () => {
    if (terminal && running.size > 0) out.write([...running].map(([title, startedAt]) => `${title} … ${seconds(startedAt)}`).join(' · '));
  };
  const say = (line: string) => {
    clear();
    out.write(`${line}\n`);
    showRunning();
  };
  return {
    say,
    async step(title, work) {
      const startedAt = performance.now();
      running.set(title, startedAt);
      const ticker = setInterval(
        () => {
          if (!terminal) return say(`${title} … ${seconds(startedAt)}`);
          clear();
          showRunning();
        },
        terminal ? tickMs : aliveMs,
      );
      try {
        const result = await work();
        running.delete(title);
        say(`  ✓ ${title} (${seconds(startedAt)})`);
        return result;
      } catch (error) {
        running.delete(title);
        say(`  ✗ ${title} (${seconds(startedAt)})`);
        throw error;
      } finally {
        clearInterval(ticker);
      }
    },
  };
}
