import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach, type PostgresAccount, postgresAccount } from './postgres-account.ts';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts';

/** Where everything of one embedded cluster lies. All paths are absolute and without symbolic links. */
export interface Cluster {
  readonly account: PostgresAccount | undefined;
  readonly binaries: PostgresBinaries;
  /** PostgreSQL's own data folder, owned by the account, mode 0700. It may not exist yet. */
  readonly data: string;
  /** Holds the unix socket; short enough for one. */
  readonly sockets: string;
  readonly log: string;
  /** Of the superuser `postgres`; made on the first run, kept with mode 0600. */
  readonly password: string;
  /** Set when data lies outside the given folder, because the account cannot enter that. */
  readonly movedTo?: string;
}

/** Of PostgreSQL's processes: nothing of ours, above all no secret, and no locale or zone of the machine. */
export const postgresEnvironment: NodeJS.ProcessEnv = { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

/** A unix socket's path may have 103 bytes (macOS); PostgreSQL appends up to 20 (`/.s.PGSQL.54321.lock`). */
const socketFolderBytesMax = 80;

/** A folder outside the clone for what another account must reach; stable for the same data folder. */
function outsideFolder(dataFolder: string): string {
  const name = `tollgate-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)}`;
  for (const parent of ['/var/lib', tmpdir()]) {
    try {
      mkdirSync(join(parent, name), { recursive: true, mode: 0o755 });
      return join(parent, name);
    } catch {
      // Not writable here (a read-only root file system, say): the next one.
    }
  }
  throw new Error(
    'Neither /var/lib nor the temporary folder is writable. Set DATABASE_URL, or clone to a folder that every user may enter.',
  );
}

/** Makes the folder for sockets, with the mode that keeps other users out. */
function socketFolder(parent: string, account: PostgresAccount | undefined): string {
  const near = join(parent, 'run', 'postgres');
  const short = join(tmpdir(), `tollgate-${createHash('sha256').update(parent).digest('hex').slice(0, 12)}`);
  const folder = Buffer.byteLength(near) <= socketFolderBytesMax ? near : short;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  // In a shared temporary folder somebody else may have made it first, to listen in our place.
  const owner = account?.uid ?? process.getuid?.();
  if (lstatSync(folder).uid !== owner) throw new Error(`${folder} belongs to somebody else. Remove it, or set DATABASE_URL.`);
  return folder;
}

function superuserPassword(dataFolder: string): string {
  const path = join(dataFolder, 'postgres.password');
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}

/** Decides where the cluster of a data folder lives and makes the folders around it, but not the cluster itself. */
export function clusterFolders(folder: string): Cluster {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const dataFolder = realpathSync(folder);
  const inside = join(dataFolder, 'postgres');
  const marker = join(dataFolder, 'postgres.location');

  const marked = existsSync(marker) ? readFileSync(marker, 'utf8').trim() : undefined;
  const account = postgresAccount(marked ?? inside);
  const reachable = account === undefined || canReach(inside, account);
  if (!reachable && existsSync(inside)) {
    throw new Error(
      `${inside} holds data but its user (id ${account.uid}) can no longer enter a folder above it. Run chmod o+x on those folders.`,
    );
  }
  const home = marked !== undefined || !reachable ? outsideFolder(dataFolder) : dataFolder;
  const data = marked ?? join(home, 'postgres');
  if (home !== dataFolder && marked === undefined) writeFileSync(marker, data);
  return {
    account,
    binaries: postgresBinaries(account, home),
    data,
    sockets: socketFolder(home, account),
    log: join(dataFolder, 'postgres.log'),
    password: superuserPassword(dataFolder),
    ...(home === dataFolder ? {} : { movedTo: home }),
  };
}
