import { describe, expect, test } from 'vitest';
import { type AllocationRule, type CostSource, SharesChooser } from './choose-shares.ts';

const rule = (sourceKind: AllocationRule['sourceKind'], sourceId: string, center: string, from = 0, until: number | null = null) => ({
  ...{ sourceKind, sourceId, validFromMs: from, validUntilMs: until },
  shares: [{ costCenterId: center, partsPerMillion: 1_000_000 }],
});

const source: CostSource = { tenantId: 'acme', keyId: 'key', projectId: 'shop', teamId: 'ranking', departmentId: 'engineering' };
const teams = [
  { id: 'search', parentId: null, departmentId: 'engineering' },
  { id: 'ranking', parentId: 'search', departmentId: null },
];
const departments = [
  { id: 'company', parentId: null, departmentId: null },
  { id: 'engineering', parentId: 'company', departmentId: null },
];

const bearerOf = (rules: readonly AllocationRule[], centers: Record<string, string>, at = 5, of: CostSource = source) =>
  new SharesChooser({ rules, teams, departments, centers: new Map(Object.entries(centers)) })
    .of(of, at)
    ?.map(({ costCenterId }) => costCenterId) ?? null;

describe('[ORG-6] who bears a call', () => {
  test('the nearest answers: key, project, team and those around it, department and those above, tenant', () => {
    const all = [rule('key', 'key', 'k'), rule('project', 'shop', 'p'), rule('team', 'ranking', 't'), rule('team', 'search', 's')];
    const centers = { engineering: 'd', company: 'c', acme: 'a' };
    const expected = ['k', 'p', 't', 's'];
    for (let left = 0; left < all.length; left += 1) expect(bearerOf(all.slice(left), centers)).toEqual([expected[left]]);
    expect(bearerOf([], centers)).toEqual(['d']);
    expect(bearerOf([], { company: 'c', acme: 'a' })).toEqual(['c']);
    expect(bearerOf([], { acme: 'a' })).toEqual(['a']);
    expect(bearerOf([], {})).toBeNull();
  });

  test('at each place its rule comes before its cost center, and its cost center before what lies around it', () => {
    const centers = { shop: 'shop center', ranking: 'ranking center', search: 'search center' };
    expect(bearerOf([rule('project', 'shop', 'split'), rule('team', 'ranking', 't')], centers)).toEqual(['split']);
    expect(bearerOf([rule('team', 'ranking', 't')], centers)).toEqual(['shop center']);
    expect(bearerOf([rule('team', 'search', 's')], centers, 5, { ...source, projectId: null })).toEqual(['ranking center']);
  });

  test('[ORG-7] the group of the person whose own key called comes after key and project and before the team', () => {
    const people = new Map([['ada', 'group center']]);
    const of = (more: Partial<CostSource>, rules: readonly AllocationRule[] = []) =>
      new SharesChooser({ rules, teams, departments, centers: new Map([['ranking', 'ranking center']]), people })
        .of({ ...source, ...more }, 5)
        ?.map(({ costCenterId }) => costCenterId);
    expect(of({ userId: 'ada' })).toEqual(['group center']);
    expect(of({ userId: 'ada' }, [rule('project', 'shop', 'p')])).toEqual(['p']);
    expect(of({ userId: 'ada' }, [rule('key', 'key', 'k')])).toEqual(['k']);
    for (const userId of ['bob', null]) expect(of({ userId })).toEqual(['ranking center']);
  });

  test('a rule counts from its first instant to before its last, and its edges are told', () => {
    const rules = [rule('team', 'ranking', 'old', 0, 10), rule('team', 'ranking', 'new', 10, 20)];
    expect([0, 9, 10, 19, 20].map((at) => bearerOf(rules, {}, at))).toEqual([['old'], ['old'], ['new'], ['new'], null]);
    const chooser = new SharesChooser({ rules, teams, departments, centers: new Map() });
    expect([-1, 0, 10, 20].map((at) => chooser.changesAfter(at))).toEqual([0, 10, 20, Number.POSITIVE_INFINITY]);
  });

  test('a circle among teams or departments ends', () => {
    const circle = [{ id: 'ranking', parentId: 'ranking', departmentId: null }];
    const above = [{ id: 'engineering', parentId: 'engineering', departmentId: null }];
    const chooser = new SharesChooser({ rules: [], teams: circle, departments: above, centers: new Map() });
    expect(chooser.of(source, 0)).toBeNull();
  });
});
