import { join } from 'node:path';
import { noTelemetry } from '#lib/front/console-child.ts';
import { type ManagedChild, manageChild } from '#lib/process/managed-child.ts';
import { socketPath } from '#lib/process/socket-path.ts';
import { type ServerOptions, type StartedServer, startServer } from './server-process.ts';
import { watchSources } from './watch-sources.ts';

/** What `npm run dev` keeps running: Next with hot reload, and the server from source, started anew on each change. */
export interface Development {
  readonly port: number;
  stop(acceptSeconds: number, withinSeconds: number): Promise<void>;
  stopNow(withinMs: number): Promise<void>;
}

const watched = ['lib', 'db', 'inngest'];
const restartWithinSeconds = 3;

export async function startDevelopment(
  options: Omit<ServerOptions, 'from' | 'args' | 'port'> & { readonly dataFolder: string },
): Promise<Development> {
  const { root, env, report, dataFolder, onConsole } = options;
  const socket = socketPath(dataFolder, 'console-dev.sock');
  const console: ManagedChild = manageChild({
    ...{ name: 'console', entry: join(root, 'console.ts'), args: () => ['--dev', `--socket=${socket}`] },
    ...{ env: { ...env, ...noTelemetry, NODE_ENV: 'development' }, report },
    onMessage: (message) => message.type === 'ready' && onConsole(true),
  });
  const serve = (port?: number): Promise<StartedServer> =>
    startServer({ ...options, from: 'source', args: [`--console-socket=${socket}`], ...(port === undefined ? {} : { port }) });
  let server: StartedServer | undefined = await serve();
  const { port } = server;

  let turn: Promise<void> = Promise.resolve();
  const restart = async (file: string): Promise<void> => {
    await server?.child.stop({ acceptSeconds: 0, withinSeconds: restartWithinSeconds });
    server = undefined;
    try {
      server = await serve(port);
      report(`${file} changed; the server was started anew.`);
    } catch {
      report(`${file} changed; the server does not start with it and waits for the next change.`);
    }
  };
  const unwatch = watchSources(root, watched, (file) => {
    turn = turn.then(() => restart(file));
  });
  return {
    port,
    async stop(acceptSeconds, withinSeconds) {
      unwatch();
      await turn;
      await server?.child.stop({ acceptSeconds, withinSeconds });
      await console.stop({ acceptSeconds: 0, withinSeconds });
    },
    async stopNow(withinMs) {
      unwatch();
      await Promise.all([server?.child.stopNow(withinMs), console.stopNow(withinMs)]);
    },
  };
}
