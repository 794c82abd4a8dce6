import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { brotliFolderName, type StaticManifest, staticManifestName, staticPrefix } from '#lib/front/static-files.ts';

const compress = promisify(brotliCompress);

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
};
/** Fonts and pictures are compressed already. */
const compressible = new Set(['.js', '.css', '.json', '.svg', '.txt', '.wasm']);
/** Below this the header costs as much as is saved. */
const compressBytesMin = 256;

/** Writes a brotli twin of every script, style and the like below `.next/static`, and the manifest that names them all. */
export async function compressStatic(nextFolder: string): Promise<void> {
  const from = join(nextFolder, 'static');
  const to = join(nextFolder, brotliFolderName);
  await rm(to, { recursive: true, force: true });
  const manifest: StaticManifest = {};
  const files = (await readdir(from, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  await Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const below = relative(from, path).split(sep).join('/');
      const type = types[extname(entry.name)] ?? 'application/octet-stream';
      const content = await readFile(path);
      manifest[staticPrefix + below] = { type, bytes: content.length };
      if (!compressible.has(extname(entry.name)) || content.length < compressBytesMin) return;
      const small = await compress(content, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
      });
      if (small.length >= content.length) return;
      const twin = join(to, `${below}.br`);
      await mkdir(dirname(twin), { recursive: true });
      await writeFile(twin, small);
      manifest[staticPrefix + below] = { type, bytes: content.length, brotliBytes: small.length };
    }),
  );
  await writeFile(join(nextFolder, staticManifestName), JSON.stringify(manifest));
}
