import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Files `run/<name>-<pid>.pid` in the data folder tell who works on it, also after a parent was killed. */

const runFolder = (dataFolder: string): string => join(resolve(dataFolder), 'run');

/** The command line of a process, or undefined when there is none with that id. */
export function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Notes that this process works on the data folder; the note goes when it exits. */
export function registerProcess(dataFolder: string, name: string): void {
  mkdirSync(runFolder(dataFolder), { recursive: true, mode: 0o755 });
  const path = join(runFolder(dataFolder), `${name}-${process.pid}.pid`);
  writeFileSync(path, commandOf(process.pid) ?? '', { mode: 0o600 });
  process.on('exit', () => rmSync(path, { force: true }));
}

/** Ids of living processes of that name; a note whose id now belongs to another command is removed. */
export function registeredProcesses(dataFolder: string, name: string): number[] {
  const living: number[] = [];
  let files: string[];
  try {
    files = readdirSync(runFolder(dataFolder));
  } catch {
    return [];
  }
  for (const file of files) {
    const pid = Number(new RegExp(`^${name}-(\\d+)\\.pid$`).exec(file)?.[1]);
    if (!Number.isInteger(pid)) continue;
    const path = join(runFolder(dataFolder), file);
    if (commandOf(pid) !== undefined && commandOf(pid) === readFileSync(path, 'utf8')) living.push(pid);
    else rmSync(path, { force: true });
  }
  return living;
}
