import { describe, expect, it } from 'vitest';
import { type RouteDefinition, RouteDefinition as Schema } from '#lib/contracts/route-definition.ts';
import { strategyNames } from '#lib/contracts/route-names.ts';
import { Random } from '#tests/support/random.ts';
import { compileRoute } from '../compile-route.ts';
import { explainOrder } from '../explain-order.ts';
import { orderTargets } from '../order-targets.ts';
import type { RouteFacts } from '../strategy.ts';
import { strategies } from './index.ts';

type Member = Parameters<typeof Schema.parse>[0];
const target = (model: string, more: object = {}) => ({ kind: 'target', model, ...more });
const group = (strategy: string, members: readonly object[], more: object = {}) => ({ kind: 'group', strategy, members, ...more });
const define = (strategy: string, members: readonly object[]): RouteDefinition => Schema.parse(group(strategy, members) as Member);

const unhurried: RouteFacts<string> = {
  nowMs: 0,
  taskType: null,
  dataClass: null,
  region: null,
  isIn: () => false,
  stickyKey: 'ada',
  random: () => 0.5,
  costNanoUsd: () => null,
  latencyMs: () => null,
  running: () => 0,
};

/** A model is served by the connections named behind its colon: `m:a,b` is `m` on a and on b. */
const source = {
  targetsOf: ({ model }: { model: string }) => {
    const [name = '', connections = ''] = model.split(':');
    return connections === '' ? [name] : connections.split(',').map((connection) => `${name}@${connection}`);
  },
  linkedRoute: () => undefined,
  keyOf: (name: string) => name,
};

function order(definition: RouteDefinition, facts: Partial<RouteFacts<string>> = {}): readonly string[] {
  const compiled = compileRoute(definition, source, 'own');
  return compiled === null ? [] : orderTargets(compiled, { ...unhurried, ...facts });
}

const from = (figures: Record<string, number>) => (name: string) => figures[name] ?? null;
const counts = (figures: Record<string, number>) => (name: string) => figures[name] ?? 0;

describe('[GW-4] strategies', () => {
  it('are registered under their own names, each with words for people', () => {
    expect(Object.keys(strategies)).toEqual([...strategyNames]);
    for (const [name, strategy] of Object.entries(strategies)) {
      expect(strategy.name).toBe(name);
      expect(strategy.label.length * strategy.summary.length).toBeGreaterThan(0);
    }
  });

  it('fallback keeps the order, and gives the same list to every call', () => {
    const compiled = compileRoute(define('fallback', [target('a'), target('b:x,y'), group('fallback', [target('c')])]), source, 'own');
    if (compiled === null) throw new Error('nothing compiled');
    const first = orderTargets(compiled, unhurried);
    expect(first).toEqual(['a', 'b@x', 'b@y', 'c']);
    expect(orderTargets(compiled, unhurried)).toBe(first);
  });

  it('residency keeps a call in its region, whatever stands around it, and takes what is in doubt for elsewhere', () => {
    const inEurope = (name: string) => name.endsWith('@eu') || name === 'here';
    const isIn = (name: string, region: string) => region === 'eu' && inEurope(name);
    const definition = define('residency', [
      target('m:us,eu'),
      group('fallback', [target('here'), target('m:us')]),
      target('here'),
      group('fallback', [target('here'), target('m:eu')]),
      target('nobody-said'),
    ]);
    expect(order(definition, { region: 'eu', isIn })).toEqual(['m@eu', 'here', 'here', 'm@eu']);
    expect(order(definition, { region: 'jp', isIn })).toEqual([]);
    expect(order(definition)).toEqual(['m@us', 'm@eu', 'here', 'm@us', 'here', 'here', 'm@eu', 'nobody-said']);
  });

  it('weighted shares calls out by weight, and stand-ins too', () => {
    const random = new Random(7);
    const definition = define('weighted', [target('a', { weight: 70 }), target('b', { weight: 20 }), target('c', { weight: 10 })]);
    const calls = 20_000;
    const first = { a: 0, b: 0, c: 0 };
    let bBehindA = 0;
    for (let call = 0; call < calls; call += 1) {
      const ordered = order(definition, { random: () => random.below(1_000_000) / 1_000_000 });
      expect([...ordered].sort()).toEqual(['a', 'b', 'c']);
      const [name] = ordered;
      if (name === 'a' || name === 'b' || name === 'c') first[name] += 1;
      if (name === 'a' && ordered[1] === 'b') bBehindA += 1;
    }
    // Chi-squared with two degrees of freedom: 13.8 is exceeded by chance once in a thousand times; the seed is fixed.
    const expected = { a: 0.7 * calls, b: 0.2 * calls, c: 0.1 * calls };
    const chi = (['a', 'b', 'c'] as const).reduce((sum, name) => sum + (first[name] - expected[name]) ** 2 / expected[name], 0);
    expect(chi).toBeLessThan(13.8);
    expect(bBehindA / first.a).toBeCloseTo(2 / 3, 1);
  });

  it('least cost takes the cheapest connection, also among those of one model, and what has no price last', () => {
    const definition = define('least_cost', [target('free-of-price'), target('big'), target('small:x,y')]);
    const costNanoUsd = from({ big: 900, 'small@x': 300, 'small@y': 200 });
    expect(order(definition, { costNanoUsd })).toEqual(['small@y', 'small@x', 'big', 'free-of-price']);
  });

  it('lowest latency takes the fastest, and tries what was never measured', () => {
    const definition = define('lowest_latency', [target('slow'), target('fast'), target('new')]);
    expect(order(definition, { latencyMs: from({ slow: 900, fast: 90 }) })).toEqual(['new', 'fast', 'slow']);
  });

  it('least busy takes the one with the fewest running calls, of equals the first', () => {
    const definition = define('least_busy', [target('a'), target('b'), target('c')]);
    expect(order(definition, { running: counts({ a: 3, b: 1, c: 1 }) })).toEqual(['b', 'c', 'a']);
  });

  it('task goes by what the caller does; a member for other tasks is never asked', () => {
    const definition = define('task', [
      target('all'),
      target('code', { tasks: ['code_generation', 'code_review'] }),
      target('sum', { tasks: ['summary'] }),
    ]);
    expect(order(definition, { taskType: 'code_review' })).toEqual(['code', 'all']);
    expect(order(definition, { taskType: 'poetry' })).toEqual(['all']);
    expect(order(definition)).toEqual(['all']);
    expect(order(define('task', [target('code', { tasks: ['code_generation'] })]), { taskType: 'summary' })).toEqual([]);
  });

  it('data class keeps calls away from members that are for other classes', () => {
    const definition = define('data_class', [
      target('own', { data_classes: ['confidential', 'restricted'] }),
      target('any', { data_classes: ['public', 'internal'] }),
    ]);
    expect(order(definition, { dataClass: 'restricted' })).toEqual(['own']);
    expect(order(definition, { dataClass: 'public' })).toEqual(['any']);
    expect(order(definition)).toEqual([]);
  });

  it('time window goes by the clocks of its zone, through summer time and midnight', () => {
    const window = { time_zone: 'Europe/Berlin', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '22:00', to: '06:00' };
    const definition = define('time_window', [target('night', { window }), target('day')]);
    const at = (iso: string) => order(definition, { nowMs: Date.parse(iso) })[0];
    // Friday 2026-03-27 22:30 CET; the clocks go forward on Sunday. Monday 22:30 is then 20:30 in UTC.
    expect(at('2026-03-27T21:30:00Z')).toBe('night');
    expect(at('2026-03-28T04:59:00Z')).toBe('night');
    expect(at('2026-03-28T05:00:00Z')).toBe('day');
    expect(at('2026-03-28T21:30:00Z')).toBe('day');
    expect(at('2026-03-30T20:30:00Z')).toBe('night');
    expect(at('2026-03-30T19:30:00Z')).toBe('day');
  });

  it('sticky keeps each user, shares users out by weight, and moves only those of a member that leaves', () => {
    const members = ['a', 'b', 'c'].map((name) => target(name, { weight: name === 'a' ? 2 : 1 }));
    const all = define('sticky', members);
    const without = define('sticky', members.slice(0, 2));
    const users = Array.from({ length: 4_000 }, (_, index) => `user-${index}`);
    const firstOf = (definition: RouteDefinition, stickyKey: string) => order(definition, { stickyKey })[0];
    const counts = new Map<string | undefined, number>();
    for (const user of users) {
      const first = firstOf(all, user);
      expect(firstOf(all, user)).toBe(first);
      counts.set(first, (counts.get(first) ?? 0) + 1);
      if (first !== 'c') expect(firstOf(without, user)).toBe(first);
      else expect(firstOf(without, user)).toBe(order(all, { stickyKey: user })[1]);
    }
    expect((counts.get('a') ?? 0) / users.length).toBeCloseTo(0.5, 1);
    expect((counts.get('b') ?? 0) / users.length).toBeCloseTo(0.25, 1);
  });

  it('nest, and each says why', () => {
    const definition = define('task', [group('least_cost', [target('big'), target('small')], { tasks: ['code'] }), target('rest')]);
    const facts = { ...unhurried, taskType: 'code', costNanoUsd: from({ big: 2_000_000, small: 1_000_000 }) };
    const compiled = compileRoute(definition, source, 'own');
    if (compiled === null) throw new Error('nothing compiled');
    const explained = explainOrder(compiled, facts);
    expect(explained.map(({ target: name }) => name)).toEqual(orderTargets(compiled, facts));
    expect(explained[0]).toEqual({ target: 'small', reasons: ['Task: for code', 'Least cost: about $0.001000'] });
    expect(explained[2]).toEqual({ target: 'rest', reasons: ['Task: for every other task'] });
  });

  it('follow links to other routes, and end where one leads back', () => {
    const other: RouteDefinition = define('fallback', [{ kind: 'route', route_id: 'rte_01jdnhwyg0e008000000000001' }, target('b')]);
    const own = define('fallback', [target('a'), { kind: 'route', route_id: 'rte_01jdnhwyg0e008000000000002' }]);
    const compiled = compileRoute(own, { ...source, linkedRoute: () => other }, '01936b1e-7a00-7000-8000-000000000001');
    expect(compiled?.fixed).toEqual(['a', 'b']);
  });

  it('leave out what nobody serves, down to nothing', () => {
    const nobody = { ...source, targetsOf: () => [] };
    expect(compileRoute(define('fallback', [target('a'), group('task', [target('b', { tasks: ['x'] })])]), nobody, 'own')).toBeNull();
  });
});

describe('[GW-4] the schema of definitions', () => {
  const nested = (depth: number): object => (depth === 1 ? group('fallback', [target('m')]) : group('fallback', [nested(depth - 1)]));

  it('bounds the depth', () => {
    expect(Schema.safeParse(nested(4)).success).toBe(true);
    expect(Schema.safeParse(nested(5)).success).toBe(false);
  });

  it('points at what is wrong', () => {
    const wrong = group('weighted', [target('m', { weight: 0 }), group('nonsense', [target('m')])]);
    const paths = Schema.safeParse(wrong).error?.issues.map(({ path }) => path.join('/'));
    expect(paths).toEqual(['members/0/weight', 'members/1/strategy']);
  });
});
