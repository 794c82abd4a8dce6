import { describe, expect, test } from 'vitest';
import { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import { policyFields, policyOperatorNames } from '#lib/contracts/policy-names.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { checkDefinition } from './check-definition.ts';
import type { PolicySource } from './compiled-policy.ts';
import { explainPolicy } from './explain-policy.ts';
import { type Fact, type Facts, factCount, slotOf } from './facts.ts';
import { PolicySet } from './policy-set.ts';

const id = (end: number): string => `01936b1e-7a00-7000-8000-0000000000${String(end).padStart(2, '0')}`;
/** Thursday, 12:00 in UTC. */
const noonMs = Date.parse('2026-11-19T12:00:00Z');

interface Known {
  readonly tags?: Readonly<Record<string, string>>;
  readonly places?: readonly string[];
  readonly at?: string;
  readonly [field: string]: unknown;
}

function factsOf({ tags, places = [], at, ...known }: Known): Facts {
  const nowMs = at === undefined ? noonMs : Date.parse(at);
  const values: Fact[] = Array.from({ length: factCount }, () => null);
  const put = (name: string, fact: Fact) => {
    const slot = slotOf(name);
    if (slot === undefined) throw new Error(`${name} is no field`);
    values[slot] = fact;
  };
  put('time', nowMs);
  for (const [name, fact] of Object.entries(known)) {
    if (fact === null || ['string', 'number', 'boolean'].includes(typeof fact)) put(name, fact as string | number | boolean | null);
    else put(name, fact as readonly string[] | (() => string));
  }
  return { values, tags: tags ?? null, nowMs, places };
}

let made = 0;
function source(
  rules: object,
  more: Partial<PolicySource> & { readonly definition?: never; readonly [key: string]: unknown } = {},
): PolicySource {
  const { name = `p${made}`, mode = 'active', scopeId = null, ...rest } = more;
  made += 1;
  const definition = PolicyDefinition.parse({ rules: { actions: [{ type: 'deny' }], conditions: [], ...rules }, ...rest });
  return {
    policyId: `01936b1e-7a00-7000-8000-${String(made).padStart(12, '0')}`,
    name,
    version: 1,
    mode,
    scopeKind: 'tenant',
    scopeId,
    definition,
  };
}

const holds = (condition: object, known: Known): boolean =>
  new PolicySet([source({ conditions: [condition] })]).evaluate(factsOf(known)).outcome === 'deny';

const faultsOf = (definition: object) =>
  checkDefinition(PolicyDefinition.parse({ rules: { conditions: [], actions: [{ type: 'deny' }] }, ...definition }), '');

describe('[GOV-1] what policies are about', () => {
  test('there are more than fifteen operators, and fields of every kind', () => {
    expect(policyOperatorNames.length).toBeGreaterThanOrEqual(15);
    for (const name of ['daily_cost_per_user', 'provider', 'region', 'data_class', 'time', 'ip', 'input_tokens'])
      expect(policyFields.has(name)).toBe(true);
  });

  test('money is compared in nano-dollars, so that a cent more is more', () => {
    const over = { field: 'daily_cost_per_user', operator: 'greater_than', value: 100 };
    expect(holds(over, { daily_cost_per_user: 100_000_000_000 })).toBe(false);
    expect(holds(over, { daily_cost_per_user: 100_000_000_001 })).toBe(true);
    expect(holds({ ...over, value: '0.000000001' }, { daily_cost_per_user: 1 })).toBe(false);
    expect(holds({ ...over, value: '0.000000001' }, { daily_cost_per_user: 2 })).toBe(true);
  });

  test('addresses by networks of both families', () => {
    const inside = { field: 'ip', operator: 'in_network', value: ['10.0.0.0/8', '2001:db8::/32'] };
    expect(['10.255.0.1', '2001:db8::9', '11.0.0.1', '::1'].map((ip) => holds(inside, { ip }))).toEqual([true, true, false, false]);
    expect(holds({ ...inside, operator: 'not_in_network' }, {})).toBe(true);
  });

  test('times by windows of a zone, over midnight too, and by instants', () => {
    const window = { time_zone: 'Europe/Berlin', days: ['thu'], from: '22:00', to: '06:00' };
    const night = { field: 'time', operator: 'in_time_window', value: window };
    const at = (time: string) => holds(night, { at: time });
    expect([at('2026-11-19T20:59:00Z'), at('2026-11-19T21:00:00Z'), at('2026-11-20T04:59:00Z'), at('2026-11-20T05:00:00Z')]).toEqual([
      ...[false, true, true, false],
    ]);
    const after = { field: 'time', operator: 'after', value: '2026-11-19T13:00:00+01:00' };
    expect([holds(after, { at: '2026-11-19T11:59:59Z' }), holds(after, { at: '2026-11-19T12:00:00Z' })]).toEqual([false, true]);
  });

  test('what is missing is equal to nothing, so a rule for known regions refuses an unknown one', () => {
    const outside = { field: 'region', operator: 'not_in', value: ['eu'] };
    expect([holds(outside, {}), holds(outside, { region: 'eu' }), holds(outside, { region: 'us' })]).toEqual([true, false, true]);
    expect(holds({ field: 'tags.app', operator: 'equals', value: 'bot' }, { tags: { app: 'bot' } })).toBe(true);
    expect(holds({ field: 'tags.constructor', operator: 'exists' }, { tags: { app: 'bot' } })).toBe(false);
  });

  test('exceptions for people, teams, roles and times, until they expire', () => {
    const excepted = (exceptions: object, known: Known) =>
      new PolicySet([source({}, { exceptions })]).evaluate(factsOf(known)).outcome === 'allow';
    expect(excepted({ users: [toPublicId('user', id(1))] }, { user: id(1) })).toBe(true);
    expect(excepted({ users: [toPublicId('user', id(1))] }, { user: id(2) })).toBe(false);
    expect(excepted({ teams: [toPublicId('team', id(1))] }, { team: [id(2), id(1)] })).toBe(true);
    expect(excepted({ roles: [toPublicId('role', id(1))] }, { roles: [] })).toBe(false);
    const roles = { roles: [toPublicId('role', id(1))], expires_at: '2026-11-19T12:00:00Z' };
    expect(excepted(roles, { roles: [id(1)], at: '2026-11-19T11:59:59Z' })).toBe(true);
    expect(excepted(roles, { roles: [id(1)] })).toBe(false);
    expect(excepted({ time: [{ time_zone: 'UTC', days: ['thu'], from: '11:00', to: '13:00' }] }, {})).toBe(true);
  });

  test('a policy of a team is about calls from it, and from teams inside it', () => {
    const set = new PolicySet([source({}, { scopeId: id(7) })]);
    expect(set.evaluate(factsOf({ places: [id(8), id(7)] })).outcome).toBe('deny');
    expect(set.evaluate(factsOf({ places: [id(8)] })).outcome).toBe('allow');
  });

  test('is in force between its dates', () => {
    const set = new PolicySet([source({}, { valid_from: '2026-11-19T12:00:00Z', valid_until: '2026-11-19T13:00:00Z' })]);
    const at = (time: string) => set.evaluate(factsOf({ at: time })).outcome;
    expect([at('2026-11-19T11:59:59Z'), at('2026-11-19T12:00:00Z'), at('2026-11-19T13:00:00Z')]).toEqual(['allow', 'deny', 'allow']);
  });
});

describe('[GOV-1] what policies come to together', () => {
  const does = (type: string, parameters: object = {}, more: object = {}) =>
    source({ actions: [{ type, parameters }] }, { name: type, ...more });

  test('to refuse wins over to ask, to ask over to change, to change over to let pass, whatever the priority', () => {
    const all = [
      does('allow', {}, { priority: 900 }),
      does('cap_tokens', { output_tokens_max: 9 }, { priority: 800 }),
      does('require_approval'),
      does('deny', {}, { priority: 1 }),
    ];
    const outcomes = all.map((_, index) => new PolicySet(all.slice(0, index + 1)).evaluate(factsOf({})).outcome);
    expect(outcomes).toEqual(['allow', 'transform', 'require_approval', 'deny']);
  });

  test('among equals priority decides, then age; of limits the lowest; what is taken out adds up', () => {
    const set = new PolicySet([
      does('route_to', { route: 'first' }, { priority: 5 }),
      does('route_to', { route: 'second' }, { priority: 7 }),
      does('downgrade', { model: 'third' }, { priority: 7 }),
      does('cap_tokens', { output_tokens_max: 50 }, { priority: 9 }),
      does('cap_tokens', { output_tokens_max: 20 }, { priority: 1 }),
      does('redact', { patterns: ['email'] }),
      does('redact', { patterns: ['phone'] }),
    ]);
    const { redirect, cap, redaction } = set.evaluate(factsOf({}));
    expect(redirect).toMatchObject({ to: 'second', type: 'route_to' });
    expect(cap?.parameters.output_tokens_max).toBe(20);
    expect(redaction).toEqual(new Set(['email', 'phone']));
  });

  test('the order in which they are loaded does not matter', () => {
    const all = [does('deny', {}, { name: 'a' }), does('deny', {}, { name: 'b' }), does('deny', {}, { name: 'c', priority: 101 })];
    const told = [all, all.toReversed()].map((sources) => new PolicySet(sources).evaluate(factsOf({})).deny?.policy.name);
    expect(told).toEqual(['c', 'c']);
  });

  test('a shadow is told and changes nothing', () => {
    const decision = new PolicySet([does('deny', {}, { mode: 'shadow', name: 'watch' })]).evaluate(factsOf({}));
    expect(decision.outcome).toBe('allow');
    expect(decision.shadows.map(({ policy }) => policy.name)).toEqual(['watch']);
  });

  test('what cannot be read or decided refuses, with its name', () => {
    const unreadable = { ...source({}, { name: 'broken' }), definition: null };
    expect(new PolicySet([unreadable]).evaluate(factsOf({})).deny).toMatchObject({
      policy: { name: 'broken' },
      fault: expect.stringContaining('cannot be read'),
    });
    const ofText = (...types: string[]) => {
      const parametersOf: Record<string, object> = {
        cap_tokens: { output_tokens_max: 9 },
        notify: { users: [toPublicId('user', id(1))] },
      };
      const actions = types.map((type) => ({ type, parameters: parametersOf[type] ?? {} }));
      const policy = source({ conditions: [{ field: 'prompt', operator: 'contains', value: 'x' }], actions }, { name: 'long' });
      return new PolicySet([policy]).evaluate(factsOf({ prompt: () => 'y'.repeat(300_000) }));
    };
    for (const type of ['deny', 'require_approval', 'cap_tokens']) {
      const { deny, outcome } = ofText('log', type);
      expect([outcome, deny?.policy.name, deny?.fault]).toEqual(['deny', 'long', expect.stringContaining('longer than')]);
    }
    const noted = ofText('log', 'notify', 'allow');
    expect([noted.outcome, noted.deny, noted.matches[0]?.fault]).toEqual(['allow', null, expect.stringContaining('longer than')]);
    const elsewhere = { ...unreadable, scopeId: id(7) };
    expect(new PolicySet([elsewhere]).evaluate(factsOf({ places: [id(8)] })).outcome).toBe('allow');
  });

  test('goes through the text of a request once for each pattern, however many targets it has', () => {
    const matching = { field: 'prompt', operator: 'matches', value: 'x+y' };
    const outside = { field: 'region', operator: 'not_in', value: ['eu'] };
    const set = new PolicySet([source({ conditions: [matching, outside] })]);
    let reads = 0;
    const prompt = () => {
      reads += 1;
      return 'xxy';
    };
    const regions = ['us', 'eu', 'ap'];
    expect(regions.map((region) => set.evaluate(factsOf({ prompt, region })).outcome)).toEqual(['deny', 'allow', 'deny']);
    expect(reads).toBe(1);
  });

  test('explains each comparison', () => {
    const set = new PolicySet([
      source({
        conditions: [
          { any: [{ field: 'model', operator: 'equals', value: 'a' }, { not: { field: 'streamed', operator: 'equals', value: true } }] },
        ],
      }),
    ]);
    const [policy] = set.policies;
    if (policy === undefined) throw new Error('One policy');
    expect(explainPolicy(policy, factsOf({ model: 'b', streamed: true }))).toMatchObject({
      result: 'conditions_fail',
      conditions: [
        { text: 'Any of', holds: false, depth: 0 },
        { text: 'Model that would serve is a', holds: false, depth: 1 },
        { text: 'Not', holds: false, depth: 1 },
        { text: 'Streamed is true', holds: true, depth: 2 },
      ],
    });
  });
});

describe('[GOV-1] what a definition may say', () => {
  const faultOf = (condition: object) => faultsOf({ rules: { conditions: [condition], actions: [{ type: 'deny' }] } })[0];

  test('faults come with their pointers', () => {
    expect(faultOf({ field: 'modle', operator: 'equals', value: 'x' })).toEqual({
      pointer: '/rules/conditions/0/field',
      detail: expect.stringContaining('modle'),
    });
    expect(faultOf({ field: 'model', operator: 'greater_than', value: 1 })?.pointer).toBe('/rules/conditions/0/operator');
    expect(faultOf({ any: [{ not: { field: 'input_tokens', operator: 'equals', value: 'x' } }] })?.pointer).toBe(
      '/rules/conditions/0/any/0/not/value',
    );
    expect(faultOf({ field: 'data_class', operator: 'equals', value: 'secret' })?.detail).toContain('one of public');
    expect(faultOf({ field: 'ip', operator: 'in_network', value: '10.0.0.0/99' })?.detail).toContain('networks');
    expect(faultOf({ field: 'estimated_cost', operator: 'between', value: [5, 1] })?.detail).toContain('lower first');
    expect(faultOf({ field: 'user', operator: 'equals', value: 'ada' })?.detail).toContain('id of a user');
    expect(faultsOf({ valid_from: '2026-11-19T12:00:00Z', valid_until: '2026-11-19T12:00:00Z' })[0]?.pointer).toBe('/valid_until');
  });

  test('an expression that could take long is refused, or takes no longer than its text', () => {
    const pattern = (value: string) => faultOf({ field: 'prompt', operator: 'matches', value });
    expect(pattern('(?=a)b')?.detail).toContain('RE2');
    expect(pattern('(a)\\1')?.detail).toContain('RE2');
    expect(pattern('((a{1,1000}){1,1000}){1,1000}')?.detail).toContain('RE2');
    expect(pattern('x'.repeat(501))?.detail).toContain('500');
    expect(pattern('(x+x+)+y')).toBeUndefined();
    const startedAt = performance.now();
    expect(holds({ field: 'prompt', operator: 'matches', value: '(x+x+)+y' }, { prompt: () => 'x'.repeat(20_000) })).toBe(false);
    // A backtracking engine needs longer than the age of the world.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('one way to redirect, no more than fifty comparisons, exactly one kind of condition', () => {
    const two = [
      { type: 'route_to', parameters: { route: 'a' } },
      { type: 'downgrade', parameters: { model: 'b' } },
    ];
    expect(faultsOf({ rules: { conditions: [], actions: two } })[0]?.pointer).toBe('/rules/actions/1/type');
    const one = { field: 'model', operator: 'exists' };
    expect(
      faultsOf({
        rules: {
          conditions: [{ any: Array.from({ length: 26 }, () => one) }, { all: Array.from({ length: 26 }, () => one) }],
          actions: [{ type: 'log' }],
        },
      })[0]?.detail,
    ).toContain('52');
    expect(PolicyDefinition.safeParse({ rules: { conditions: [{ ...one, any: [one] }], actions: [{ type: 'log' }] } }).success).toBe(false);
    expect(PolicyDefinition.safeParse({ rules: { conditions: [{ field: 'model', op: 'x' }], actions: [{ type: 'log' }] } }).success).toBe(
      false,
    );
  });
});
