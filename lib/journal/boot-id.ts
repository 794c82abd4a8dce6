import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isUuid } from '#lib/core/ids.ts';

let known: string | undefined;

/**
 * The id of this run of the kernel: it changes when the host restarts, and only then. With the same id, a process that
 * refuses connections is dead and everything it wrote is in the page cache or on disk; with another, some of it may be lost.
 */
export function bootId(): string {
  known ??= read();
  return known;
}

function read(): string {
  const text =
    process.platform === 'darwin'
      ? execFileSync('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' })
      : readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
  const id = text.trim().toLowerCase();
  if (!isUuid(id)) throw new Error(`The kernel's boot id is not a UUID: ${id}`);
  return id;
}
