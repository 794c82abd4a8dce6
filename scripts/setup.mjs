/**
 * Runs before `npm start`, `npm test` and the other commands, on whatever Node a fresh machine has (20.9 or newer). It
 * installs what the lockfile asks for and is missing; the command itself then runs on the Node 24 that came with the
 * packages, because npm puts node_modules/.bin first on PATH.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages, npm } from './install-packages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const nodeBinary = join(root, 'node_modules', '.bin', 'node');

/** The version that the installed Node prints, or undefined when it does not run (its install script was blocked). */
function installedNode() {
  if (!existsSync(nodeBinary)) return undefined;
  const run = spawnSync(nodeBinary, ['--version'], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : undefined;
}

async function setUp() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 9))
    throw new Error(`Tollgate needs Node 20.9 or newer to install itself; this is ${process.version}.`);
  await installPackages(root, 'the packages');
  if (installedNode() === undefined) await npm(root, ['rebuild'], 'Running install scripts again');
  const version = installedNode();
  if (version === undefined || !version.startsWith('v24.')) {
    const state = version === undefined ? 'does not run' : `is ${version}, not v24`;
    throw new Error(
      `The Node that comes with the packages ${state}. Its install script may be blocked: see "allowScripts" in package.json.`,
    );
  }
  // The packages may have been installed without their scripts; mending twice changes nothing.
  await import('./patch-postgres.mjs');
}

setUp().catch((error) => {
  console.error(`\n${error.message}`);
  process.exit(1);
});
