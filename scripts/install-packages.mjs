/** Installs what a lockfile asks for. Node's built-in modules only, and no syntax that Node 20 lacks: it runs before anything is installed. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Names what the folder's lockfile asks for and its node_modules does not have, from npm's own record of what it
 * installed. Optional packages may be absent (they are the other platforms' binaries) but never of another version.
 * @param {string} folder
 * @returns {string[]}
 */
export function missingPackages(folder) {
  const wanted = readPackages(join(folder, 'package-lock.json'));
  const present = readPackages(join(folder, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) throw new Error(`${join(folder, 'package-lock.json')} is missing or damaged; git can restore it.`);
  if (present === undefined) return Object.keys(wanted).filter((path) => path !== '');
  return Object.entries(wanted)
    .filter(([path, entry]) => {
      if (path === '' || entry.link) return false;
      const installed = present[path];
      return installed === undefined ? !entry.optional : installed.version !== entry.version;
    })
    .map(([path]) => path.replace(/^node_modules\//, ''));
}

/**
 * Runs npm in the folder, with the npm that started this process where there is one, and shows the time that passes.
 * Rejects when npm fails; it has said why.
 * @param {string} folder
 * @param {string[]} args
 * @param {string} title
 * @returns {Promise<void>}
 */
export function npm(folder, args, title) {
  const given = process.env.npm_execpath;
  const [command, prefix] = given && existsSync(given) && given.endsWith('.js') ? [process.execPath, [given]] : ['npm', []];
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const terminal = process.stdout.isTTY === true;
  const show = () => process.stdout.write(terminal ? `\r${title} … ${seconds()} ` : `${title} … ${seconds()}\n`);
  show();
  const ticker = setInterval(show, terminal ? 1000 : 10_000);
  return new Promise((resolve, reject) => {
    // Install scripts must run (they fetch Node and link PostgreSQL) and development packages build the product, whatever
    // the machine's own npm settings say; which scripts may run is listed in package.json.
    const always = ['--no-audit', '--no-fund', '--ignore-scripts=false', '--include=dev', '--include=optional', '--loglevel=error'];
    const child = spawn(command, [...prefix, ...args, ...always], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.on('exit', (code, signal) => {
      clearInterval(ticker);
      if (terminal) process.stdout.write('\n');
      if (code === 0) resolve();
      else
        reject(new Error(`npm ${args[0]} failed (${signal ?? `exit code ${code}`}). Mend what it says above, then run the command again.`));
    });
  });
}

/**
 * Installs the folder's packages unless they are all there. Not `npm ci`: it refuses a lockfile that does not name every
 * platform's optional binaries, and npm leaves out those it could not see when it wrote the file. This installs exactly
 * the locked versions too, and changes no lockfile.
 * @param {string} folder
 * @param {string} title What is installed, for people.
 * @returns {Promise<void>}
 */
export async function installPackages(folder, title) {
  if (missingPackages(folder).length > 0) await npm(folder, ['install', '--no-save'], `Installing ${title}`);
}
