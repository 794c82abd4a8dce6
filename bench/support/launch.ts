import { type ChildProcess, fork } from 'node:child_process';
import type { ProcessUsage } from '../processes/report-usage.ts';

const root = new URL('../..', import.meta.url).pathname;

/** A process under measurement. */
export interface Launched {
  readonly name: string;
  /** Where it listens: a port, or the path of a unix socket. */
  readonly target: string;
  usage(): Promise<ProcessUsage>;
  stop(): Promise<void>;
}

export interface LaunchOptions {
  readonly name: string;
  /** Entry file, from the project's root. */
  readonly entry: string;
  readonly args?: readonly string[];
  /** Flags for Node itself. */
  readonly nodeArgs?: readonly string[];
  /** The whole environment beside PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** Set for processes that listen on a unix socket and tell no port. */
  readonly socket?: string;
}

const startWithinMs = 60_000;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The next message of a type; rejects when the process ends before. */
function nextMessage(child: ChildProcess, type: string): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const listen = (message: unknown) => {
      if (!isObject(message) || message.type !== type) return;
      child.off('message', listen).off('exit', ended);
      resolve(message);
    };
    const ended = (code: number | null) => reject(new Error(`A process ended with ${code} while "${type}" was awaited`));
    child.on('message', listen).once('exit', ended);
  });
}

/** Starts a process and resolves when it says that it is ready. */
export async function launch({ name, entry, args = [], nodeArgs = [], env, socket }: LaunchOptions): Promise<Launched> {
  const preload = new URL('../processes/report-usage.ts', import.meta.url).href;
  const child = fork(`${root}${entry}`, [...args], {
    cwd: root,
    execArgv: [...nodeArgs, '--import', preload],
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), startWithinMs);
  const ready = await nextMessage(child, 'ready').catch((error: unknown) => {
    throw new Error(`${name} did not start: ${error instanceof Error ? error.message : error}\n${output}`);
  });
  clearTimeout(timer);
  return {
    name,
    target: socket ?? String(ready.port),
    usage: async () => {
      const answer = nextMessage(child, 'bench-usage');
      child.send({ type: 'bench-usage' });
      const { cpuMicroseconds, residentBytes, loopDelayP99Ms } = await answer;
      return {
        type: 'bench-usage',
        cpuMicroseconds: Number(cpuMicroseconds),
        residentBytes: Number(residentBytes),
        loopDelayP99Ms: Number(loopDelayP99Ms),
      };
    },
    stop: async () => {
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      // What it has to say was asked for; nothing of it is needed any more.
      child.kill('SIGKILL');
      await gone;
    },
  };
}
