import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';

/** Written by the build beside Next's output: every file below /_next/static, and which have a brotli twin. */
export const staticManifest = z.record(z.string(), z.object({ type: z.string(), bytes: z.number(), brotliBytes: z.number().optional() }));
export type StaticManifest = z.output<typeof staticManifest>;

export const staticPrefix = '/_next/static/';

/** Names of the manifest and of the twins' folder below Next's output folder. */
export const staticManifestName = 'static-manifest.json';
export const brotliFolderName = 'static-brotli';

/** Bytes of file contents kept in memory; a build of the console has about a third of it. */
const cacheBytesMax = 32 * 1024 * 1024;

/** Whether `accept-encoding` allows brotli (RFC 9110 section 12.5.3; `br;q=0` forbids it). */
export function acceptsBrotli(acceptEncoding: string | undefined): boolean {
  return /(?:^|,)\s*br\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i.test(acceptEncoding ?? '');
}

/** Answers a request for a static file and returns true, or leaves it alone. */
export type StaticFiles = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

/**
 * Serves Next's scripts, styles and fonts by exact name from the manifest, so no path can lead elsewhere. Their names
 * carry a hash of their content, hence they never expire.
 */
export function staticFiles(nextFolder: string): StaticFiles {
  const manifest = new Map(Object.entries(staticManifest.parse(JSON.parse(readFileSync(join(nextFolder, staticManifestName), 'utf8')))));
  const cache = new Map<string, Promise<Buffer>>();
  let cachedBytes = 0;
  const load = (file: string, bytes: number): Promise<Buffer> => {
    const cached = cache.get(file);
    if (cached !== undefined) return cached;
    const loading = readFile(file);
    if (cachedBytes + bytes <= cacheBytesMax) {
      cachedBytes += bytes;
      cache.set(file, loading);
      loading.catch(() => cache.delete(file));
    }
    return loading;
  };
  return (request, response, path) => {
    const entry = manifest.get(path);
    if (entry === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    const brotli = entry.brotliBytes !== undefined && acceptsBrotli(request.headers['accept-encoding']);
    const below = path.slice(staticPrefix.length);
    const file = brotli ? join(nextFolder, brotliFolderName, `${below}.br`) : join(nextFolder, 'static', below);
    load(file, entry.brotliBytes ?? entry.bytes).then(
      (content) => {
        response.writeHead(200, {
          'content-type': entry.type,
          'content-length': content.length,
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
          vary: 'Accept-Encoding',
          ...(brotli ? { 'content-encoding': 'br' } : {}),
        });
        response.end(request.method === 'HEAD' ? undefined : content);
      },
      () => response.destroy(),
    );
    return true;
  };
}
