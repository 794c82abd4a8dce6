import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { backoff } from './backoff.ts';
import { type MessageFromChild, type MessageFromParent, messageFromChild } from './messages.ts';

export interface ChildSpec {
  /** For people: "console". */
  readonly name: string;
  /** The file to run. */
  readonly entry: string;
  /** Asked for at each start. */
  readonly args?: () => readonly string[];
  /** On top of this process's own environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Flags for Node itself. */
  readonly nodeArgs?: readonly string[];
  /** How far it gives way to other processes, from 0 (not at all, the default) to 19. */
  readonly niceness?: number;
  readonly onMessage?: (message: MessageFromChild) => void;
  readonly onExit?: () => void;
  /** One line about an unexpected end. */
  readonly report: (line: string) => void;
}

export interface ManagedChild {
  readonly pid: number | undefined;
  send(message: MessageFromParent): void;
  /** Asks it to end, waits `withinSeconds`, then kills it. Never rejects; it is not started again. */
  stop(options: { readonly acceptSeconds: number; readonly withinSeconds: number }): Promise<void>;
  /** Tells it to end at once and kills it if it has not within `withinMs`; it is not started again. */
  stopNow(withinMs: number): Promise<void>;
  /** Kills it now; it is not started again. */
  kill(): void;
}

const restartPause = { firstMs: 500, maxMs: 30_000, healthyMs: 60_000 };

/**
 * Keeps a Node child running: started again after a crash, at once the first time, then after growing pauses. It shares
 * this process's group and standard output and has an IPC channel, whose closing tells it that its parent died.
 */
export function manageChild(spec: ChildSpec): ManagedChild {
  const pause = backoff(restartPause);
  let child: ChildProcess | undefined;
  let ended = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;

  const start = (): void => {
    const startedAt = Date.now();
    ended = Promise.withResolvers<void>();
    const running = fork(spec.entry, [...(spec.args?.() ?? [])], {
      env: { ...process.env, ...spec.env },
      execArgv: [...(spec.nodeArgs ?? ['--enable-source-maps'])],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child = running;
    // At once, before it starts threads: they inherit what the first one has by then.
    if (running.pid !== undefined && spec.niceness !== undefined) setPriority(running.pid, spec.niceness);
    let gone = false;
    const onEnd = (why: string): void => {
      if (gone) return;
      gone = true;
      child = undefined;
      spec.onExit?.();
      ended.resolve();
      if (stopping) return;
      const waitMs = pause.next(Date.now() - startedAt);
      spec.report(`The ${spec.name} process ended (${why}); starting it again${waitMs === 0 ? '' : ` in ${waitMs / 1000} s`}.`);
      timer = setTimeout(start, waitMs);
    };
    running.on('error', (error) => onEnd(error.message));
    running.on('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`));
    running.on('message', (raw) => {
      const message = messageFromChild.safeParse(raw);
      if (message.success) spec.onMessage?.(message.data);
    });
  };
  start();

  const end = (): ChildProcess | undefined => {
    stopping = true;
    clearTimeout(timer);
    return child;
  };
  return {
    get pid() {
      return child?.pid;
    },
    send(message) {
      if (child?.connected) child.send(message, () => {});
    },
    async stop({ acceptSeconds, withinSeconds }) {
      const running = end();
      if (running === undefined) return;
      if (running.connected) running.send({ type: 'stop', acceptSeconds } satisfies MessageFromParent, () => {});
      else running.kill('SIGTERM');
      const killing = setTimeout(() => running.kill('SIGKILL'), withinSeconds * 1000);
      await ended.promise;
      clearTimeout(killing);
    },
    async stopNow(withinMs) {
      const running = end();
      if (running === undefined) return;
      if (running.connected) running.send({ type: 'stop-now' } satisfies MessageFromParent, () => {});
      const killing = setTimeout(() => running.kill('SIGKILL'), running.connected ? withinMs : 0);
      await ended.promise;
      clearTimeout(killing);
    },
    kill() {
      end()?.kill('SIGKILL');
    },
  };
}
