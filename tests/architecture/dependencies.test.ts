import { describe, expect, it } from 'vitest';
import { faultOf, roomOf } from './dependency-rules.ts';
import { circles, importGraph, reachableFrom } from './import-graph.ts';
import { type Import, importsOf, isTest } from './source-files.ts';

const graph = importGraph();
const project = (target: string): Import => ({ target, isPackage: false, typeOnly: false });
const installed = (target: string): Import => ({ target, isPackage: true, typeOnly: false });

describe('the rules', () => {
  it.each([
    ['lib/core/money.ts', project('lib/contracts/team.ts')],
    ['lib/contracts/team.ts', project('db/schema/usage.ts')],
    ['db/client.ts', project('lib/command/steps.ts')],
    ['lib/teams/create-team.ts', project('lib/gateway/handle.ts')],
    ['lib/gateway/handle.ts', project('lib/http/session.ts')],
    ['lib/gateway/handle.ts', installed('next')],
    ['lib/core/money.ts', installed('postgres')],
    ['app/page.tsx', project('db/client.ts')],
    ['inngest/functions/relay-outbox.ts', project('db/client.ts')],
    ['components/ui/button.tsx', project('lib/teams/list-teams.ts')],
    ['lib/teams/list-teams.ts', project('components/ui/button.tsx')],
    ['lib/teams/list-teams.ts', project('tests/support/database.ts')],
    ['server.ts', project('scripts/start.ts')],
  ])('refuse that %s imports %o', (path, wanted) => {
    expect(faultOf(path, wanted)).toContain(path);
  });

  it.each([
    ['lib/gateway/handle.ts', project('lib/budgets/reserve.ts')],
    ['lib/budgets/reserve.ts', project('lib/ledger/post.ts')],
    ['lib/http/session.ts', installed('next-auth')],
    ['app/page.tsx', project('components/ui/button.tsx')],
    ['components/ui/button.tsx', project('lib/core/format.ts')],
    ['tests/support/database.ts', project('db/client.ts')],
    ['lib/budgets/reserve.test.ts', project('lib/http/session.ts')],
  ])('allow that %s imports %o', (path, wanted) => {
    expect(faultOf(path, wanted)).toBeUndefined();
  });

  it('see every form of import', () => {
    const text = `import a from '#lib/a.ts';\nimport {\n  b,\n  type C,\n} from './b.ts';\nimport type { D } from '../d.ts';\nexport * from './e.ts';\nimport './f.css';\nconst g = await import('next/headers');\n`;
    expect(importsOf('lib/x/y.ts', text)).toEqual([
      { target: 'lib/a.ts', isPackage: false, typeOnly: false },
      { target: 'lib/x/b.ts', isPackage: false, typeOnly: false },
      { target: 'lib/d.ts', isPackage: false, typeOnly: true },
      { target: 'lib/x/e.ts', isPackage: false, typeOnly: false },
      { target: 'lib/x/f.css', isPackage: false, typeOnly: false },
      { target: 'next', isPackage: true, typeOnly: false },
    ]);
  });
});

describe('the source', () => {
  it('imports downwards only', () => {
    const faults = [...graph].flatMap(([path, imports]) =>
      imports.map((found) => faultOf(path, found)).filter((fault) => fault !== undefined),
    );
    expect(faults).toEqual([]);
  });

  it('has no circle of files', () => {
    const files = [...graph].filter(([path]) => !isTest(path));
    const edges = new Map(
      files.map(([path, imports]) => [
        path,
        new Set(imports.filter(({ isPackage, typeOnly }) => !isPackage && !typeOnly).map(({ target }) => target)),
      ]),
    );
    expect(circles(edges)).toEqual([]);
  });

  it('has no circle of rooms', () => {
    const edges = new Map<string, Set<string>>();
    for (const [path, imports] of graph) {
      const from = roomOf(path);
      if (from === undefined) continue;
      const targets = edges.get(from) ?? new Set();
      edges.set(from, targets);
      for (const { target, isPackage } of imports) {
        const to = isPackage ? undefined : roomOf(target);
        if (to !== undefined && to !== from) targets.add(to);
      }
    }
    expect(circles(edges)).toEqual([]);
  });

  it('keeps contracts and components fit for the browser', () => {
    const forBrowsers = [...graph.keys()].filter((path) => !isTest(path) && ['contracts', 'components'].includes(roomOf(path) ?? ''));
    const serverOnly = (name: string) => name.startsWith('node:') || ['postgres', 'drizzle-orm', 'pino', 'undici'].includes(name);
    const faults = forBrowsers.flatMap((start) =>
      [...reachableFrom(graph, start)].flatMap((path) =>
        (graph.get(path) ?? [])
          .filter(({ target, isPackage, typeOnly }) => isPackage && !typeOnly && serverOnly(target))
          .map(({ target }) => `${start} reaches ${target} through ${path}`),
      ),
    );
    expect(faults).toEqual([]);
  });

  it('imports only what is there', () => {
    const faults = [...graph].flatMap(([path, imports]) =>
      imports
        .filter(({ target, isPackage }) => !isPackage && /\.(ts|tsx|mts|mjs)$/.test(target) && !graph.has(target))
        .map(({ target }) => `${path} imports ${target}`),
    );
    expect(faults).toEqual([]);
  });
});
