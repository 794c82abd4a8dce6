import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The path of a unix socket may have 103 bytes on macOS, 107 on Linux. */
const socketPathBytesMax = 103;

/**
 * Where the unix socket `name` of an installation goes: `<data folder>/run`, or, where that path is too long for a
 * socket, a private folder below the system's temporary one. Makes the folder.
 */
export function socketPath(dataFolder: string, name: string): string {
  const near = join(resolve(dataFolder), 'run', name);
  if (Buffer.byteLength(near) <= socketPathBytesMax) {
    mkdirSync(join(resolve(dataFolder), 'run'), { recursive: true, mode: 0o755 });
    return near;
  }
  const digest = createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 12);
  const folder = join(tmpdir(), `tollgate-run-${digest}-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // The temporary folder is everybody's: a folder made by somebody else could listen in our place.
  if (lstatSync(folder).uid !== process.getuid?.()) throw new Error(`${folder} belongs to somebody else; remove it or shorten DATA_DIR`);
  chmodSync(folder, 0o700);
  return join(folder, name);
}
