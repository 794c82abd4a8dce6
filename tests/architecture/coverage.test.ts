import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** docs/coverage.md and the row ids in test titles must tell the same story. */

const root = join(import.meta.dirname, '../..');
const rowId = /\[([A-Z]{2,5}-\d{1,2})\]/g;

interface CoverageRow {
  readonly id: string;
  readonly state: string;
  readonly where: string;
  readonly tests: readonly string[];
}

function coverageRows(): readonly CoverageRow[] {
  const lines = readFileSync(join(root, 'docs/coverage.md'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [, id = '', , state = '', where = '', tests = ''] = line.split('|').map((cell) => cell.trim());
    return /^[A-Z]{2,5}-\d{1,2}$/.test(id)
      ? [{ id, state, where, tests: [...tests.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '') }]
      : [];
  });
}

function testFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((item) => {
    if (['node_modules', '.next', '.data', 'dist', '.git'].includes(item.name)) return [];
    const path = join(folder, item.name);
    if (item.isDirectory()) return testFiles(path);
    return /\.(test|spec|e2e)\.tsx?$/.test(item.name) ? [path] : [];
  });
}

/** Row id → files whose test titles name it. */
function titledRows(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const path of testFiles(root)) {
    const name = relative(root, path);
    if (name === 'tests/architecture/coverage.test.ts') continue;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (!/\b(describe|it|test)\b.*\(/.test(line)) continue;
      for (const match of line.matchAll(rowId)) {
        const id = match[1] ?? '';
        found.set(id, (found.get(id) ?? new Set()).add(name));
      }
    }
  }
  return found;
}

describe('docs/coverage.md', () => {
  const rows = coverageRows();
  const titled = titledRows();

  it('lists every row of the product once', () => {
    expect(rows.length).toBe(84);
    expect(new Set(rows.map((row) => row.id)).size).toBe(84);
  });

  it('says where, and names exactly the test files whose titles name the row', () => {
    for (const row of rows) {
      expect(['done', 'part', 'open'], row.id).toContain(row.state);
      const files = [...(titled.get(row.id) ?? [])].sort();
      expect([...row.tests].sort(), row.id).toEqual(files);
      if (row.state === 'open') expect(files, `${row.id} is open but has tests`).toEqual([]);
      else {
        expect(row.where, row.id).not.toBe('');
        expect(files.length, `${row.id} has no test whose title names it`).toBeGreaterThan(0);
      }
    }
  });

  it('knows every row id that a test title names', () => {
    const known = new Set(rows.map((row) => row.id));
    expect([...titled.keys()].filter((id) => !known.has(id))).toEqual([]);
  });
});
