import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCode, isTest, projectFiles, read, root } from './source-files.ts';

const files = projectFiles();
const code = files.filter(isCode);
const linesOf = (path: string): number => read(path).trimEnd().split('\n').length;

const linesMax = 300;
/** What a longer file has to say in its first lines, with the reason after it. */
const longBecause = 'This file is long because';
const readmeLinesMax = 40;
/** They say nothing about what is inside. */
const emptyNames = new Set(['utils', 'util', 'helpers', 'helper', 'types', 'service', 'services', 'misc', 'common']);
/** Money, identity and the record: chance there must come from a cryptographic source. */
const noPlainChance = /^lib\/(core|contracts|ledger|journal|usage|audit|keys|identity|access|budgets)\//;

describe('files', () => {
  it(`have at most ${linesMax} lines, or say why not`, () => {
    const long = files
      .filter((path) => /\.(ts|tsx|mts|mjs|css|sql)$/.test(path) && !path.startsWith('db/migrations/'))
      .filter((path) => linesOf(path) > linesMax && !read(path).slice(0, 1000).includes(longBecause));
    expect(long).toEqual([]);
  });

  it('are named in kebab-case after what they export', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
    // `fine_tuning` is a path of OpenAI's API, `.well-known` one of RFC 8615.
    const folder =
      /^(fine_tuning|\.well-known|\(?[a-z0-9]+(-[a-z0-9]+)*\)?|openapi\.json|_[a-z]+(-[a-z]+)*|\[(\.{3})?[a-z]+([-_][a-z]+)*\]|\[\[\.{3}[a-z]+\]\])$/;
    const faults = code.filter(
      (path) =>
        !kebab.test(basename(path)) ||
        dirname(path)
          .split('/')
          .some((name) => name !== '.' && !folder.test(name)),
    );
    expect(faults).toEqual([]);
  });

  it('have names that say something', () => {
    const faults = files.filter((path) => path.split('/').some((part) => emptyNames.has(part.replace(/\..*$/, ''))));
    expect(faults).toEqual([]);
  });
});

describe('code', () => {
  it('does not silence the compiler', () => {
    // The words are put together here, so that this file does not hold them itself.
    const silencing = new RegExp(['@ts-(ignore', 'nocheck', 'expect-error)|\\bas any\\b|\\bas unknown as\\b'].join('|'));
    expect(code.filter((path) => silencing.test(read(path)))).toEqual([]);
  });

  it('leaves nothing to do', () => {
    const unfinished = new RegExp(`\\b(${['TO', 'DO'].join('')}|FIX${'ME'}|XX${'X'})\\b`);
    expect(code.filter((path) => unfinished.test(read(path)))).toEqual([]);
  });

  it('draws no plain chance where money, identity or the record are made', () => {
    expect(code.filter((path) => noPlainChance.test(path) && !isTest(path) && read(path).includes('Math.random'))).toEqual([]);
  });
});

describe('rooms', () => {
  const rooms = new Set(code.filter((path) => /^lib\/[^/]+\//.test(path)).map((path) => path.split('/').slice(0, 2).join('/')));

  it.each([...rooms, 'db'])(`%s says in a README of at most ${readmeLinesMax} lines what it is`, (room) => {
    const path = join(room, 'README.md');
    expect(existsSync(join(root, path)), `${path} is missing`).toBe(true);
    expect(linesOf(path)).toBeLessThanOrEqual(readmeLinesMax);
  });

  it('registers every job', () => {
    const registry = read('inngest/functions/index.ts');
    const jobs = code.filter((path) => path.startsWith('inngest/functions/') && !isTest(path) && basename(path) !== 'index.ts');
    expect(jobs.filter((path) => !registry.includes(`./${basename(path)}`))).toEqual([]);
  });

  it('lists every page for the browser tests', () => {
    const pages = files.filter((path) => /^app\/.*page\.tsx$/.test(path) && basename(path) === 'page.tsx');
    // Groups in brackets are no part of the address.
    const routes = pages.map(
      (path) =>
        `/${dirname(path)
          .split('/')
          .slice(1)
          .filter((part) => !part.startsWith('('))
          .join('/')}`,
    );
    const listed = existsSync(join(root, 'tests/e2e/pages.ts')) ? read('tests/e2e/pages.ts') : '';
    expect(routes.filter((route) => !listed.includes(`'${route}'`))).toEqual([]);
  });
});
