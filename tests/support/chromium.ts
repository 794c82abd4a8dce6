import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { installPackages } from '../../scripts/install-packages.mjs';

/** A Chromium that has been seen to run on this machine. */
export interface FoundChromium {
  readonly path: string;
  /** For people: where it comes from. */
  readonly source: string;
  /** What it needs in its environment on top of ours. */
  readonly env: Readonly<Record<string, string>>;
}

const systemNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const systemPaths = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

/** What `--version` prints, or why it does not. Root may not use Chromium's sandbox. */
function tryRun(path: string, env: Readonly<Record<string, string>> = {}): { readonly version?: string; readonly reason: string } {
  const run = spawnSync(path, ['--no-sandbox', '--version'], { encoding: 'utf8', timeout: 30_000, env: { ...process.env, ...env } });
  if (run.status === 0) return { version: run.stdout.trim(), reason: '' };
  return { reason: run.error?.message ?? run.stderr.trim().split('\n')[0] ?? `exit code ${run.status}` };
}

function onPath(name: string): string[] {
  return (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .filter((path) => existsSync(path));
}

/**
 * The Chromium of the npm package `@sparticuz/chromium`, installed and unpacked on first use. Machines without the
 * libraries it needs get those of the package.
 */
async function fromNpm(): Promise<FoundChromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `No Chromium was found, and there is none on npm for ${process.platform}-${process.arch}. Run: npx playwright install chromium`,
    );
  }
  const folder = join(import.meta.dirname, '../chromium');
  await installPackages(folder, 'a Chromium for the browser tests');
  const home = join(folder, 'node_modules/.browser');
  const fonts = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(home, 'fonts') };
  const libraries = { LD_LIBRARY_PATH: join(home, 'al2023/lib') };
  const path = join(home, 'chromium');
  const seen: string[] = [];
  for (const attempt of ['as it is', 'unpacked anew'] as const) {
    if (attempt === 'unpacked anew') {
      rmSync(home, { recursive: true, force: true });
      mkdirSync(home, { recursive: true });
      // The package unpacks into the temporary folder, whose name comes from the environment of the process that does it.
      const program = `import chromium, { inflate } from ${JSON.stringify(pathToFileURL(join(folder, 'node_modules/@sparticuz/chromium/build/index.js')).href)};
        await chromium.executablePath(); await inflate(${JSON.stringify(join(folder, 'node_modules/@sparticuz/chromium/bin/al2023.tar.br'))});`;
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
        encoding: 'utf8',
        env: { ...process.env, TMPDIR: home },
      });
      if (run.status !== 0) throw new Error(`Chromium could not be unpacked: ${run.stderr}`);
    }
    for (const env of [fonts, { ...fonts, ...libraries }]) {
      const { version, reason } = tryRun(path, env);
      if (version !== undefined) return { path, source: `npm, ${version}`, env };
      seen.push(reason);
    }
  }
  throw new Error(
    `The Chromium from npm does not run here: ${seen.join('; ')}. Install the system's, or run: npx playwright install --with-deps chromium`,
  );
}

/** Playwright's own Chromium if it was installed, else the system's, else the one from npm. Throws when none runs. */
export async function findChromium(): Promise<FoundChromium> {
  const own = chromium.executablePath();
  const candidates = [
    { path: own, source: 'Playwright' },
    ...[...systemNames.flatMap(onPath), ...systemPaths.filter((path) => existsSync(path))].map((path) => ({ path, source: 'system' })),
  ];
  for (const { path, source } of candidates) {
    if (!existsSync(path)) continue;
    const { version } = tryRun(path);
    if (version !== undefined) return { path, source: `${source}, ${version}`, env: {} };
  }
  return fromNpm();
}
