import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The operating-system account PostgreSQL runs under; undefined means "the one of this process". */
export interface PostgresAccount {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root. Every Unix knows `nobody` by this number, so no account has to be created. */
const nobody: PostgresAccount = { uid: 65_534, gid: 65_534 };

/**
 * Root hands PostgreSQL to the owner of an existing data folder (a plain user may have made it), else to nobody; a plain
 * user keeps it. Throws when the data folder belongs to somebody a plain user cannot become.
 */
export function postgresAccount(dataFolder: string): PostgresAccount | undefined {
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  const self = process.getuid?.() ?? 0;
  if (self !== 0) {
    if (owner !== undefined && owner.uid !== self) {
      throw new Error(
        `${dataFolder} belongs to the user with id ${owner.uid}. Start Tollgate as that user or as root, or choose another folder with DATA_DIR.`,
      );
    }
    return undefined;
  }
  return owner === undefined || owner.uid === 0 ? nobody : { uid: owner.uid, gid: owner.gid };
}

/** Whether the account may enter every folder above `path`: its data would be out of reach otherwise. */
export function canReach(path: string, account: PostgresAccount): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { uid, gid, mode } = statSync(folder);
    const executable = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & executable) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
