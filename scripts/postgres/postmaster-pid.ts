import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What a running PostgreSQL writes into `postmaster.pid` in its data folder (one value a line). */
export interface PostmasterPid {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
  /** True once the server accepts connections; false during start and crash recovery. */
  readonly ready: boolean;
}

/** No process has this id (Linux and macOS stop far below), so PostgreSQL takes a file that names it for a stale one. */
const idOfNobody = 2_147_483_646;

/** Reads the pid file; undefined when there is none or it is not yet complete. It may well be stale. */
export function readPostmasterPid(dataFolder: string): PostmasterPid | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const [pid, , , port, socketFolder, , , status] = lines;
  if (!Number(pid)) return undefined;
  return { pid: Number(pid), port: Number(port ?? 0), socketFolder: socketFolder ?? '', ready: status?.trim() === 'ready' };
}

/** Whether the process lives and is a postmaster of exactly this data folder, not another process that got its id. */
export function isPostmasterOf(pid: number, dataFolder: string): boolean {
  const folder = realpathSync(dataFolder);
  if (process.platform === 'linux') {
    try {
      // A postmaster works in its data folder. The binary may have been replaced since: " (deleted)" is then appended.
      return readlinkSync(`/proc/${pid}/cwd`) === folder && basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('postgres');
    } catch {
      return false;
    }
  }
  try {
    const command = execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
    return command.includes('postgres') && (command.includes(folder) || command.includes(dataFolder));
  } catch {
    return false;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Makes a stale pid file harmless when its process id was given to a stranger (usual after a container restart), which
 * PostgreSQL would take for a running server. The rest of the file stays: PostgreSQL finds the shared memory of
 * surviving backends by it and must be able to refuse while they live.
 */
export function disownPostmasterPid(dataFolder: string): void {
  const path = join(dataFolder, 'postmaster.pid');
  const [, ...rest] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [idOfNobody, ...rest].join('\n'));
}
