import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { sourceHash } from './source-hash.ts';

const entries = ['server.ts', 'worker.ts', 'console.ts'];
const sources = [...entries, 'lib', 'db', 'inngest', 'package.json', 'package-lock.json', 'scripts/build/build-servers.ts'];

/** Bundles the entries for Node into `dist/` (packages stay outside). Returns false when nothing had changed. */
export async function buildServers(root: string): Promise<boolean> {
  const folder = join(root, 'dist');
  const stamp = join(folder, 'stamp');
  const hash = sourceHash(root, sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false;
  rmSync(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
    // Our own subpath imports look like packages to esbuild; they are part of the bundle.
    plugins: [
      {
        name: 'subpath-imports',
        setup({ onResolve }) {
          onResolve({ filter: /^#/ }, ({ path }) => ({ path: join(root, path.slice(1)) }));
        },
      },
    ],
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}
