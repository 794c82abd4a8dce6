import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ManagedChild, manageChild } from '#lib/process/managed-child.ts';
import { openTarget } from './forward.ts';
import type { ConsoleSide } from './front.ts';
import type { ConsoleState } from './starting-answer.ts';
import { type StaticFiles, staticFiles, staticManifestName } from './static-files.ts';

/** Pages wait for calls and not the other way round: at this niceness a page gets about a tenth of a busy core. */
const niceness = 10;

export interface ConsoleChildOptions {
  /** The file that runs Next. */
  readonly entry: string;
  readonly socketPath: string;
  /** The folder with `.next`. */
  readonly projectFolder: string;
  readonly report: (line: string) => void;
  readonly onChange: (up: boolean) => void;
}

export interface ConsoleChild {
  /** What the port does with requests for the console now. */
  side(): ConsoleSide;
  /** Starts the child; before that, requests are told that the console is being built. */
  start(): void;
  /** Lets it close its event streams; it goes on answering. */
  announceStop(): void;
  stop(withinSeconds: number): Promise<void>;
  kill(): void;
}

function builtFiles(projectFolder: string): StaticFiles | undefined {
  const folder = join(projectFolder, '.next');
  return existsSync(join(folder, staticManifestName)) ? staticFiles(folder) : undefined;
}

/** Next reports to its makers how it is used, unless it is told not to. */
export const noTelemetry = { NEXT_TELEMETRY_DISABLED: '1' };

/** The console as a child process behind a unix socket. */
export function consoleChild({ entry, socketPath, projectFolder, report, onChange }: ConsoleChildOptions): ConsoleChild {
  const target = openTarget(socketPath);
  let child: ManagedChild | undefined;
  let state: ConsoleState = 'building';
  let files: StaticFiles | undefined;
  let up = false;
  return {
    side: () => ({ state, target: up ? target : undefined, files }),
    start() {
      if (child !== undefined) return;
      state = 'starting';
      files = builtFiles(projectFolder);
      child = manageChild({
        ...{ name: 'console', entry, args: () => [`--socket=${socketPath}`], env: noTelemetry, niceness, report },
        onMessage(message) {
          if (message.type !== 'ready') return;
          up = true;
          onChange(true);
        },
        onExit() {
          up = false;
          state = 'restarting';
          onChange(false);
        },
      });
    },
    announceStop: () => child?.send({ type: 'draining' }),
    async stop(withinSeconds) {
      await child?.stop({ acceptSeconds: 0, withinSeconds });
      target.agent.destroy();
    },
    kill: () => child?.kill(),
  };
}

/** A console somebody else runs (during development): taken to be up; requests say "unreachable" while it is not. */
export function outsideConsole(socketPath: string): ConsoleChild {
  const target = openTarget(socketPath);
  return {
    side: () => ({ state: 'starting', target, files: undefined }),
    start() {},
    announceStop() {},
    stop: async () => target.agent.destroy(),
    kill() {},
  };
}
