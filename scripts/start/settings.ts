import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv as parseEnvFile } from 'node:util';

/** What `npm start` gives to every process it starts, on top of the environment it was itself given. */
export interface Settings {
  /** Absolute, without symbolic links. */
  readonly dataFolder: string;
  readonly secret: string;
}

/** Node's own words for a place that may not be written. */
const notWritable = new Set(['EACCES', 'EPERM', 'EROFS']);

/**
 * Makes the data folder and, on the first start, the secret that everything encrypted hangs on: `secret.env` in the data
 * folder, readable by its owner only. TOLLGATE_SECRET in the environment wins.
 */
export function loadSettings(root: string): Settings {
  const given = process.env.DATA_DIR || '.data';
  const folder = resolve(root, given);
  const secretFile = join(folder, 'secret.env');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    if (!process.env.TOLLGATE_SECRET && !existsSync(secretFile)) {
      const lines = [
        '# Encrypts credentials and signs sessions. Lose it and stored provider keys are lost; back it up.',
        `TOLLGATE_SECRET=${randomBytes(32).toString('hex')}`,
      ];
      writeFileSync(secretFile, `${lines.join('\n')}\n`, { mode: 0o600 });
    }
    const stored = existsSync(secretFile) ? parseEnvFile(readFileSync(secretFile, 'utf8')).TOLLGATE_SECRET : undefined;
    return { dataFolder: realpathSync(folder), secret: process.env.TOLLGATE_SECRET || (stored ?? '') };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && notWritable.has(String(error.code)))) throw error;
    throw new Error(
      `${folder} is not readable and writable for this user (${error.message}). Another user may have started Tollgate here first; DATA_DIR names another folder.`,
      { cause: error },
    );
  }
}
