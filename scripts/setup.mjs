/**
 * Runs before `npm start`, `npm test` and the other commands, on whatever Node a fresh machine has (20.9 or newer), so it
 * uses only built-in modules and no syntax that Node 20 lacks. It installs what the lockfile asks for and is missing; the
 * command itself then runs on the Node 24 that came with the packages, because npm puts node_modules/.bin first on PATH.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const nodeBinary = join(root, 'node_modules', '.bin', 'node');
const oldestNode = [20, 9];

function fail(...lines) {
  console.error(['', ...lines].join('\n'));
  process.exit(1);
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Names what the lockfile asks for and node_modules does not have, from npm's own record of what it installed. Optional
 * packages may be absent (they are the other platforms' binaries) but never of another version.
 */
function missingPackages() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) fail('package-lock.json is missing or damaged. Restore it with `git checkout package-lock.json`.');
  if (present === undefined) return ['node_modules'];
  return Object.entries(wanted)
    .filter(([path, entry]) => {
      if (path === '' || entry.link) return false;
      const installed = present[path];
      return installed === undefined ? !entry.optional : installed.version !== entry.version;
    })
    .map(([path]) => path.replace(/^node_modules\//, ''));
}

/** The version that the installed Node prints, or undefined when it does not run (its install script was blocked). */
function installedNode() {
  if (!existsSync(nodeBinary)) return undefined;
  const run = spawnSync(nodeBinary, ['--version'], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : undefined;
}

/** Runs npm with the same npm that started this script, showing the time that passes. */
function npm(args, title) {
  const [command, prefix] = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const terminal = process.stdout.isTTY === true;
  const show = () => process.stdout.write(terminal ? `\r${title} … ${seconds()} ` : `${title} … ${seconds()}\n`);
  show();
  const ticker = setInterval(show, terminal ? 1000 : 10_000);
  return new Promise((resolve) => {
    // Install scripts must run (they fetch Node and link PostgreSQL) and development packages are part of the product's
    // build, whatever the machine's own npm settings say; the list of allowed scripts is in package.json.
    const child = spawn(
      command,
      [...prefix, ...args, '--ignore-scripts=false', '--include=dev', '--include=optional', '--loglevel=error'],
      {
        cwd: root,
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    child.on('error', (error) => fail(`npm could not be started: ${error.message}`));
    child.on('exit', (code, signal) => {
      clearInterval(ticker);
      if (terminal) process.stdout.write('\n');
      if (code !== 0)
        fail(`npm ${args[0]} failed (${signal ?? `exit code ${code}`}). Mend what it says above, then run the command again.`);
      resolve(seconds());
    });
  });
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
  fail(`Tollgate needs Node ${oldestNode.join('.')} or newer to install itself; this is ${process.version}.`);
}

const missing = missingPackages();
if (missing.length > 0) {
  const what = missing[0] === 'node_modules' ? 'the packages' : `${missing.length} changed package${missing.length === 1 ? '' : 's'}`;
  const took = await npm(['ci', '--no-audit', '--no-fund'], `Installing ${what}`);
  console.log(`Installed in ${took}.`);
}
if (installedNode() === undefined) await npm(['rebuild', 'node', 'esbuild'], 'Running install scripts again');
const version = installedNode();
if (version === undefined || !version.startsWith('v24.')) {
  fail(
    `The Node that comes with the packages ${version === undefined ? 'does not run' : `is ${version}, not v24`}.`,
    'Its install script may be blocked: see `npm install-scripts ls` and "allowScripts" in package.json.',
  );
}
