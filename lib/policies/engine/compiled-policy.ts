import type { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import { type PolicyScopeKind, policyFieldNamed } from '#lib/contracts/policy-names.ts';
import { fromPublicId } from '#lib/core/ids.ts';
import { isWithin } from '#lib/time-windows/is-within.ts';
import { compileCondition, joined, type Test } from './compile-condition.ts';
import { type Fact, type Facts, slotOf } from './facts.ts';
import { fieldsOf } from './fields-of.ts';

/** A policy as it is in force, or as its shadow is. */
export interface PolicySource {
  readonly policyId: string;
  readonly name: string;
  readonly version: number;
  readonly mode: 'active' | 'shadow';
  readonly scopeKind: PolicyScopeKind;
  /** Null for the whole tenant. */
  readonly scopeId: string | null;
  /** Null for a version that this build cannot read: it refuses what it is for. */
  readonly definition: PolicyDefinition | null;
}

/** A policy ready to be asked. */
export interface CompiledPolicy extends PolicySource {
  readonly priority: number;
  /** Whether it is about the call. Throws where that cannot be told. */
  readonly test: Test;
  /** It asks for what is known of each target by itself. */
  readonly isOfTarget: boolean;
  readonly fields: readonly string[];
  /** Why it refuses everything that it is for; null for a policy that can be carried out. */
  readonly fault: string | null;
}

const never: Test = () => false;

function listTest(field: 'roles' | 'team' | 'user', kind: 'role' | 'team' | 'user', publicIds: readonly string[]): Test {
  if (publicIds.length === 0) return never;
  const slot = slotOf(field) ?? -1;
  const ids: ReadonlySet<unknown> = new Set(publicIds.map((id) => fromPublicId(kind, id)));
  const isNamed = (fact: Fact | undefined): boolean => (Array.isArray(fact) ? fact.some((one) => ids.has(one)) : ids.has(fact));
  return ({ values }) => isNamed(values[slot]);
}

/** For whom and when the policy does not act. */
export function exceptionTest({ exceptions }: PolicyDefinition): Test {
  const { roles, users, teams, time, expires_at: expiresAt } = exceptions;
  const tests = [listTest('roles', 'role', roles), listTest('user', 'user', users), listTest('team', 'team', teams)];
  if (time.length > 0) tests.push(({ nowMs }) => time.some((window) => isWithin(window, nowMs)));
  const present = tests.filter((test) => test !== never);
  if (present.length === 0) return never;
  const isExcepted = joined(present, 'any');
  if (expiresAt === null) return isExcepted;
  const untilMs = Date.parse(expiresAt);
  return (facts) => facts.nowMs < untilMs && isExcepted(facts);
}

/** Whether a call belongs to what the policy is for; null for one of the whole tenant. */
export function scopeTest({ scopeId }: PolicySource): Test | null {
  return scopeId === null ? null : ({ places }) => places.includes(scopeId);
}

/** Whether the policy is in force at the time; null for one that always is. */
export function validityTest({ valid_from: from, valid_until: until }: PolicyDefinition): Test | null {
  if (from === null && until === null) return null;
  const fromMs = from === null ? Number.NEGATIVE_INFINITY : Date.parse(from);
  const untilMs = until === null ? Number.POSITIVE_INFINITY : Date.parse(until);
  return ({ nowMs }) => nowMs >= fromMs && nowMs < untilMs;
}

/** Whether a call belongs to what a policy is for, at this time, apart from what it asks of it. */
function testOf(source: PolicySource, definition: PolicyDefinition): Test {
  const { rules } = definition;
  const asks = joined(rules.conditions.map(compileCondition), rules.conditions.length === 0 ? 'all' : rules.match);
  const excepted = exceptionTest(definition);
  const limits = [scopeTest(source), validityTest(definition)].filter((test) => test !== null);
  const applies = excepted === never ? asks : (facts: Facts) => asks(facts) && !excepted(facts);
  return limits.length === 0 ? applies : joined([...limits, applies], 'all');
}

const exceptionFields = ({ exceptions: { roles, users, teams } }: PolicyDefinition): readonly string[] => [
  ...(roles.length > 0 ? ['roles'] : []),
  ...(users.length > 0 ? ['user'] : []),
  ...(teams.length > 0 ? ['team'] : []),
];

const broken = (source: PolicySource, fault: string): CompiledPolicy => ({
  ...source,
  ...{ priority: 1_000, fields: [], isOfTarget: false, fault, test: scopeTest(source) ?? (() => true) },
});

/** A policy as closures; one that cannot be compiled is about everything in its scope, and refuses it. */
export function compilePolicy(source: PolicySource): CompiledPolicy {
  const { definition } = source;
  if (definition === null) return broken(source, 'its rules cannot be read by this version');
  try {
    const fields = [...new Set([...definition.rules.conditions.flatMap(fieldsOf), ...exceptionFields(definition)])];
    const isOfTarget = fields.some((name) => policyFieldNamed(name)?.ofTarget === true);
    return { ...source, priority: definition.priority, fields, isOfTarget, fault: null, test: testOf(source, definition) };
  } catch (error) {
    return broken(source, error instanceof Error ? error.message : 'its rules cannot be compiled');
  }
}
