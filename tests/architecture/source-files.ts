import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** Files of the project, tracked or new, without what git ignores. Paths are relative to the root. */
export function projectFiles(): readonly string[] {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  return output.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
}

export const isCode = (path: string): boolean => /\.(ts|tsx|mts|mjs)$/.test(path);
export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('tests/');

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** One import of a file: a project path, or a package's name (`node:fs`, `next`, `@scope/name`). */
export interface Import {
  readonly target: string;
  readonly isPackage: boolean;
  /** `import type` and the like, which leave no trace at run time. */
  readonly typeOnly: boolean;
}

const statement =
  /^[ \t]*(?:import|export)(?<type>\s+type)?\s[^'";]*?from\s*'(?<from>[^']+)'|^[ \t]*import\s*'(?<bare>[^']+)'|\bimport\(\s*'(?<called>[^']+)'/gm;

/** Block comments that start a line, where examples of imports stand. */
const blockComment = /^[ \t]*\/\*[\s\S]*?\*\//gm;

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** All imports of a file, static and dynamic. Reads text, which is enough because the formatter fixes how imports look. */
export function importsOf(path: string, content: string = read(path)): readonly Import[] {
  return [...content.replace(blockComment, '').matchAll(statement)].map(({ groups = {} }) => {
    const specifier = groups.from ?? groups.bare ?? groups.called ?? '';
    const typeOnly = groups.type !== undefined;
    if (specifier.startsWith('#')) return { target: specifier.slice(1), isPackage: false, typeOnly };
    if (specifier.startsWith('.')) return { target: normalize(join(dirname(path), specifier)), isPackage: false, typeOnly };
    return { target: packageName(specifier), isPackage: true, typeOnly };
  });
}
