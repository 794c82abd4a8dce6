import { describe, expect, test } from 'vitest';
import { type CallRule, type Granted, TenantApprovals } from './tenant-approvals.ts';

const principal = { keyId: 'key', teamId: 'team', departmentId: 'department' };
const rule = (more: Partial<CallRule>): CallRule => ({
  ...{
    ruleId: 'tenant',
    scopeKind: 'tenant',
    memberIds: [],
    aboveNanoUsd: null,
    providers: new Set(),
    models: new Set(),
    restricted: false,
  },
  ...more,
});
const of = (rules: readonly CallRule[], granted: readonly Granted[] = []) => new TenantApprovals(rules, granted);
const call = (boundNanoUsd: bigint, more: object = {}) => ({ provider: 'openai', models: ['gpt', 'Main/gpt'], boundNanoUsd, ...more });

describe('what a call costs', () => {
  test('only what costs more than the limit needs an approval', () => {
    const approvals = of([rule({ aboveNanoUsd: 5n })]);
    expect(approvals.need(principal, call(5n))).toBeNull();
    expect(approvals.need(principal, call(6n))).toMatchObject({ because: 'cost', aboveNanoUsd: 5n, isRestricted: false });
  });

  test('the nearest rule decides, be it looser or stricter', () => {
    const rules = [
      rule({ aboveNanoUsd: 5n }),
      rule({ ruleId: 'wide team', scopeKind: 'team', memberIds: ['team', 'other', 'third'], aboveNanoUsd: 1n }),
      rule({ ruleId: 'team', scopeKind: 'team', memberIds: ['team'], aboveNanoUsd: 50n }),
      rule({ ruleId: 'department', scopeKind: 'department', memberIds: ['department'], aboveNanoUsd: 2n }),
    ];
    expect(of(rules).need(principal, call(50n))).toBeNull();
    expect(of(rules).need({ ...principal, teamId: 'other' }, call(2n))?.ruleId).toBe('wide team');
    expect(of(rules).need({ ...principal, teamId: null }, call(3n))?.ruleId).toBe('department');
    expect(of(rules).need({ keyId: 'key', teamId: null, departmentId: null }, call(6n))?.ruleId).toBe('tenant');
  });

  test('rules for others are none', () => {
    const approvals = of([rule({ scopeKind: 'team', memberIds: ['other'], aboveNanoUsd: 0n })]);
    expect(approvals.concerns(principal)).toBe(false);
    expect(approvals.need(principal, call(9n))).toBeNull();
  });
});

describe('[COST-5] providers and models', () => {
  test('are closed by every rule around the key, under each of their names', () => {
    const rules = [rule({ providers: new Set(['openai']) }), rule({ scopeKind: 'team', memberIds: ['team'], aboveNanoUsd: 5n })];
    expect(of(rules).need(principal, call(1n))).toMatchObject({ because: 'provider' });
    expect(of(rules).need(principal, call(1n, { provider: 'groq' }))).toBeNull();
    expect(of([rule({ models: new Set(['Main/gpt']) })]).need(principal, call(1n))).toMatchObject({ because: 'model' });
  });

  test('are open to the key or team that was granted access, and still cost what they cost', () => {
    const rules = [rule({ providers: new Set(['openai']), models: new Set(['gpt']), aboveNanoUsd: 5n })];
    const provider: Granted = { kind: 'provider', value: 'openai', holderKind: 'team', holderIds: ['team'] };
    const model: Granted = { kind: 'model', value: 'gpt', holderKind: 'key', holderIds: ['key'] };
    expect(of(rules, [provider]).need(principal, call(1n))).toMatchObject({ because: 'model' });
    expect(of(rules, [provider, model]).need(principal, call(1n))).toBeNull();
    expect(of(rules, [provider, model]).need(principal, call(6n))).toMatchObject({ because: 'cost' });
    expect(of(rules, [provider, model]).need({ ...principal, keyId: 'other' }, call(1n))).toMatchObject({ because: 'model' });
    expect(of(rules, [provider, model]).need({ ...principal, teamId: 'other' }, call(1n))).toMatchObject({ because: 'provider' });
  });

  test('a restriction comes before whatever else a call needs', () => {
    const rules = [rule({ providers: new Set(['openai']), aboveNanoUsd: 0n }), rule({ models: new Set(['gpt']), restricted: true })];
    expect(of(rules).need(principal, call(9n))).toMatchObject({ because: 'model', isRestricted: true });
  });
});
