import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A disk that can be filled and emptied while processes write to it. */
export interface FullDisk {
  /** What it is made of, for the test's output. */
  readonly name: string;
  fill(pid: number): void;
  free(pid: number): void;
  remove(): void;
}

/** No file of the process may be written to beyond its first byte: each write fails, also into blocks that it has. */
export const fileSizeLimit: FullDisk = (() => {
  const limit = (pid: number, bytes: string) => execFileSync('prlimit', ['--pid', `${pid}`, `--fsize=${bytes}:`]);
  return {
    name: 'a file size limit',
    fill: (pid: number) => limit(pid, '1'),
    free: (pid: number) => limit(pid, 'unlimited'),
    remove: () => {},
  };
})();

/**
 * A small file system of its own below `folder`, which really runs out of space: what was allocated can still be written,
 * and no further segment can be made. Undefined where this process may not mount one.
 */
export function smallFileSystem(folder: string, bytes: number): FullDisk | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tollgate-test', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    name: 'a small file system',
    fill: () => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(bavail * bsize));
    },
    free: () => rmSync(filler),
    remove: () => execFileSync('umount', ['--lazy', folder]),
  };
}

/** Gives a small file system more room, as somebody does who adds a disk. */
export const growFileSystem = (folder: string, bytes: number): void => {
  execFileSync('mount', ['-o', `remount,size=${bytes}`, folder]);
};
