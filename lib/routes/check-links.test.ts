import { describe, expect, test } from 'vitest';
import { RouteDefinition } from '#lib/contracts/route-definition.ts';
import { groupDepthMax, linkedMembersMax } from '#lib/contracts/route-names.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { checkLinks } from './check-links.ts';
import { compileRoute } from './compile-route.ts';

const idOf = (at: number): string => `01936b1e-7a00-7000-8000-${String(at).padStart(12, '0')}`;
const target = { kind: 'target', model: 'm', connection_id: null };
const link = (at: number) => ({ kind: 'route', route_id: toPublicId('route', idOf(at)) });
const route = (...members: object[]): RouteDefinition => RouteDefinition.parse({ strategy: 'fallback', members });
/** Each route links to the next one `width` times; the last has a target. */
const chain = (length: number, width: number) =>
  new Map(
    Array.from({ length }, (_, at) => {
      const members = at === length - 1 ? [target] : Array.from({ length: width }, () => link(at + 1));
      return [idOf(at), { name: `r${at}`, definition: route(...members) }] as const;
    }),
  );
const source = (routes: ReturnType<typeof chain>) => {
  let asked = 0;
  const targetsOf = () => {
    asked += 1;
    return ['t'];
  };
  return { asked: () => asked, targetsOf, linkedRoute: (id: string) => routes.get(id)?.definition, keyOf: (key: string) => key };
};

describe('[GW-4] links between routes', () => {
  test('that multiply from one route to the next are measured and compiled in no time', () => {
    // Followed one by one, these would be 20 to the 30th.
    const routes = chain(30, 20);
    const top = route(...Array.from({ length: 20 }, () => link(0)));
    expect(checkLinks(top, routes, null)).toMatchObject([
      { detail: `Groups and linked routes nest 31 deep; ${groupDepthMax} is the most` },
    ]);
    const wide = chain(3, 20);
    expect(checkLinks(top, wide, null)[0]?.detail).toContain(`${linkedMembersMax} are the most`);
    const compiling = source(wide);
    compileRoute(top, compiling, idOf(99));
    expect(compiling.asked()).toBeLessThanOrEqual(linkedMembersMax);
    compileRoute(top, source(routes), idOf(99));
  });

  test('may share what they lead to, and may not lead back', () => {
    const routes = chain(3, 2);
    expect(checkLinks(route(link(0), link(2)), routes, null)).toEqual([]);
    expect(compileRoute(route(link(0), link(2)), source(routes), idOf(99))?.fixed).toHaveLength(5);
    for (const at of [0, 1, 2])
      expect(checkLinks(route(link(0)), routes, idOf(at))).toMatchObject([
        { pointer: '/members/0/route_id', detail: '"r0" leads back to this route' },
      ]);
    expect(checkLinks(route(link(7)), routes, null)[0]?.detail).toContain('has this id');
  });
});
