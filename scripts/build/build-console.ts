import { fork } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { noTelemetry } from '#lib/front/console-child.ts';
import { compressStatic } from './compress-static.ts';
import { sourceHash } from './source-hash.ts';

const sources = [
  ...['app', 'components', 'lib', 'db', 'inngest', 'public', 'middleware.ts', 'next.config.mjs', 'postcss.config.mjs', 'tsconfig.json'],
  ...['package.json', 'package-lock.json', 'scripts/build'],
];
/** Variables that Next writes into the pages while it builds. */
const builtIn = () => Object.entries(process.env).filter(([name]) => name.startsWith('NEXT_PUBLIC_'));

export interface BuildConsoleOptions {
  readonly signal: AbortSignal;
  /** Gives way to what already serves. */
  readonly background: boolean;
}

/** About a third of a normal process's share where processors are short. */
const backgroundNiceness = 5;

/** Runs `next build`; rejects with its output. */
function nextBuild(root: string, { signal, background }: BuildConsoleOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(join(root, 'node_modules/next/dist/bin/next'), ['build'], {
      cwd: root,
      execArgv: ['--import', new URL('./exit-with-parent.mjs', import.meta.url).href],
      env: { ...process.env, NODE_ENV: 'production', ...noTelemetry, EXIT_WITH_PARENT: String(process.pid) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      signal,
    });
    if (background && child.pid !== undefined) setPriority(child.pid, backgroundNiceness);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`The console could not be built:\n${output}`))));
  });
}

/** Builds the console unless its sources are those of the last build. Returns false when nothing had changed. */
export async function buildConsole(root: string, options: BuildConsoleOptions): Promise<boolean> {
  const stamp = join(root, '.next', 'stamp');
  if (isConsoleBuilt(root)) return false;
  const hash = consoleHash(root);
  rmSync(stamp, { force: true });
  await nextBuild(root, options);
  await compressStatic(join(root, '.next'));
  writeFileSync(stamp, hash);
  return true;
}

const consoleHash = (root: string): string => sourceHash(root, sources, builtIn().flat().map(String));

/** Whether the last complete build was of these very sources. */
export function isConsoleBuilt(root: string): boolean {
  const stamp = join(root, '.next', 'stamp');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === consoleHash(root);
}
