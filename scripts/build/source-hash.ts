import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Tests and notes change nothing that is built. */
const isSource = (name: string): boolean => !/\.test\.tsx?$|\.md$|^\./.test(name);

function filesBelow(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .filter(isSource)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/** SHA-256 over names and contents of all files below the paths, and over what else decides the build (Node, platform). */
export function sourceHash(root: string, paths: readonly string[], extra: readonly string[] = []): string {
  const hash = createHash('sha256');
  hash.update([process.version, process.platform, process.arch, ...extra].join('\n'));
  for (const path of paths) {
    for (const file of filesBelow(join(root, path))) {
      const content = readFileSync(file);
      hash.update(`\n${file.slice(root.length)} ${content.length}\n`).update(content);
    }
  }
  return hash.digest('hex');
}
