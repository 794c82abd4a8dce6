import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MessageFromParent, messageFromChild } from '#lib/process/messages.ts';

const root = new URL('../..', import.meta.url).pathname;

/** A real server process of its own. Only what its own environment says applies to it, not the test's. */
export interface TestServer {
  /** Such as http://127.0.0.1:41234; changes when it is started again. */
  readonly address: string;
  readonly pid: number;
  readonly dataFolder: string;
  /** What it wrote to standard output and error so far, over all its starts. */
  output(): string;
  /** Resolves once the console's child has booted; give the hook or test that waits for it `consoleTimeoutMs`. */
  consoleAnswers(): Promise<void>;
  /** Sends any signal, such as SIGSTOP and SIGCONT. */
  signal(signal: NodeJS.Signals): void;
  /** `kill -9`; resolves when it is gone. Its data folder stays. */
  kill(): Promise<void>;
  /** Starts it again on the same data folder, after `kill` or `stop`. */
  start(): Promise<void>;
  /** Lets it drain; resolves to its exit code. */
  stop(): Promise<number | null>;
  /** Kills it if it runs and removes its data folder. */
  dispose(): Promise<void>;
}

export interface TestServerOptions {
  readonly database: { readonly url: string; readonly secret: string };
  /** `gateway` by default, which starts in half a second; `console` and `all` need the console to be built. */
  readonly role?: 'all' | 'gateway' | 'console' | 'worker';
  readonly env?: Readonly<Record<string, string>>;
}

const startWithinMs = 60_000;

/** The console gives way to whatever else runs on the machine, so beside busy tests it takes minutes to boot. */
const consoleWithinMs = 180_000;

/** For a hook or test that starts a server and waits for its console. */
export const consoleTimeoutMs = startWithinMs + consoleWithinMs;

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly exited: Promise<number | null>;
}

function launch(env: NodeJS.ProcessEnv, collect: (text: string) => void): Promise<Running> {
  const child = fork(join(root, 'server.ts'), [], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', collect);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The server was not ready after ${startWithinMs} ms`));
    }, startWithinMs);
    child.on('message', (raw) => {
      const message = messageFromChild.safeParse(raw).data;
      if (message?.type !== 'ready' || message.port === undefined) return;
      clearTimeout(late);
      resolve({ child, port: message.port, exited });
    });
    void exited.then((code) => {
      clearTimeout(late);
      reject(new Error(`The server ended with ${code} before it was ready`));
    });
  });
}

async function consoleAnswers(address: string, output: () => string): Promise<void> {
  for (const deadline = Date.now() + consoleWithinMs; Date.now() < deadline; ) {
    const answer = await fetch(`${address}/sign-in`, { redirect: 'manual' });
    await answer.arrayBuffer();
    if (answer.status !== 503) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The console does not answer; is it built (npm run build)?\n${output()}`);
}

/** Starts `server.ts` from source on a free port with a data folder of its own; resolves when it listens. */
export async function startTestServer({ database, role = 'gateway', env = {} }: TestServerOptions): Promise<TestServer> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'tollgate-server-'));
  let output = '';
  const start = async (): Promise<Running> => {
    const own: NodeJS.ProcessEnv = {
      ...{ NODE_ENV: 'production', PATH: process.env.PATH, TOLLGATE_ROLE: role, DATA_DIR: dataFolder, HOST: '127.0.0.1', PORT: '0' },
      ...{ DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, LOG_LEVEL: 'warn', DRAIN_SECONDS: '5', ...env },
    };
    try {
      return await launch(own, (text) => {
        output += text;
      });
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}\n${output}`);
    }
  };
  let running = await start();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    running.child.kill(signal);
    await running.exited;
  };
  return {
    dataFolder,
    get address() {
      return `http://127.0.0.1:${running.port}`;
    },
    get pid() {
      return running.child.pid ?? -1;
    },
    output: () => output,
    consoleAnswers: () => consoleAnswers(`http://127.0.0.1:${running.port}`, () => output),
    signal: (signal) => void running.child.kill(signal),
    kill: () => end('SIGKILL'),
    async start() {
      running = await start();
    },
    async stop() {
      if (running.child.connected) running.child.send({ type: 'stop', acceptSeconds: 0 } satisfies MessageFromParent);
      return running.exited;
    },
    async dispose() {
      await end('SIGKILL');
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
