import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const names = z.record(z.string(), z.string()).default({});
const manifest = z.object({ dependencies: names, devDependencies: names, optionalDependencies: names });

/** Packages that a table of docs/dependencies.md explains; a name in brackets says in which package of their own. */
function explained(): readonly string[] {
  const lines = readFileSync(join(root, 'docs/dependencies.md'), 'utf8').split('\n');
  return lines
    .filter((line) => line.startsWith('|') && !/^\|\s*(package|---)/.test(line) && !/\(tests\//.test(line))
    .flatMap((line) => (line.split('|')[1] ?? '').split(','))
    .map((name) => name.trim());
}

it('docs/dependencies.md explains every package of package.json, and no other', () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest.parse(
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')),
  );
  const named = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect([...explained()].sort()).toEqual([...named].sort());
});
