import { join } from 'node:path';
import { gatewayNodeArgs } from '#lib/process/gateway-node-args.ts';
import { type ManagedChild, manageChild } from '#lib/process/managed-child.ts';

export interface ServerOptions {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** The bundle in `dist/`, or the source itself. */
  readonly from: 'dist' | 'source';
  readonly args: readonly string[];
  /** Where it must listen; without it, the wanted port or one of the next, and there again after a crash. */
  readonly port?: number;
  readonly report: (line: string) => void;
  /** The console began or ceased to answer. */
  readonly onConsole: (up: boolean) => void;
}

export interface StartedServer {
  readonly child: ManagedChild;
  readonly port: number;
}

/**
 * Starts the server and resolves once it listens. Rejects when its first start fails (it has said why on standard error);
 * later ends are crashes, after which it is started again.
 */
export function startServer({ root, env, from, args, port, report, onConsole }: ServerOptions): Promise<StartedServer> {
  const { promise, resolve, reject } = Promise.withResolvers<StartedServer>();
  let listensOn = port;
  let listening = false;
  const child = manageChild({
    name: 'server',
    entry: from === 'dist' ? join(root, 'dist', 'server.js') : join(root, 'server.ts'),
    args: () => [...args, listensOn === undefined ? '--next-free-port' : `--port=${listensOn}`],
    env,
    nodeArgs: ['--enable-source-maps', ...gatewayNodeArgs],
    report: (line) => listening && report(line),
    onMessage(message) {
      if (message.type === 'console') onConsole(message.up);
      if (message.type !== 'ready' || message.port === undefined) return;
      listening = true;
      listensOn = message.port;
      resolve({ child, port: message.port });
    },
    onExit() {
      if (listening) return;
      child.kill();
      reject(new Error('The server did not start; the lines above say why.'));
    },
  });
  return promise;
}
