import type { PolicyCondition } from '#lib/contracts/policy-definition.ts';
import { type PolicyOperatorName, policyFieldNamed } from '#lib/contracts/policy-names.ts';
import { TimeWindow } from '#lib/contracts/route-definition.ts';
import { skeleton } from '#lib/core/skeleton.ts';
import { isWithin } from '#lib/time-windows/is-within.ts';
import { type Fact, type Facts, slotOf } from './facts.ts';
import { linearPattern } from './linear-pattern.ts';
import { networkList } from './network-list.ts';
import { readPair, readValue, readValues } from './read-value.ts';

/** Whether a call is one that a condition is about. Throws where that cannot be told. */
export type Test = (facts: Facts) => boolean;

/** The same of one fact that is there. */
type FactTest = (fact: Fact) => boolean;

type Field = NonNullable<ReturnType<typeof policyFieldNamed>>;

/** A condition that was not checked before it was compiled. */
function unreadable(field: string | undefined, operator: string | undefined): never {
  throw new Error(`The condition "${field ?? ''} ${operator ?? ''}" cannot be read`);
}

/** Longest text of a request that patterns are looked for in; they take about 0.1 ms for a thousand characters. */
export const promptCharactersMax = 262_144;

function textOf(fact: Fact): string {
  if (typeof fact !== 'function') return typeof fact === 'string' ? fact : String(fact);
  const text = fact();
  if (text.length <= promptCharactersMax) return text;
  throw new Error(`the text of the request is longer than the ${promptCharactersMax} characters that policies read`);
}

const isList = (fact: Fact): fact is readonly string[] => Array.isArray(fact);

function equalsTest(field: Field, value: PolicyCondition['value']): FactTest | undefined {
  const wanted = readValue(field, value);
  if (wanted === undefined) return undefined;
  if (field.kind !== 'ids') return (fact) => fact === wanted;
  const id = String(wanted);
  return (fact) => isList(fact) && fact.includes(id);
}

function inTest(field: Field, value: PolicyCondition['value']): FactTest | undefined {
  const wanted = readValues(field, value);
  if (wanted === undefined) return undefined;
  const set: ReadonlySet<unknown> = new Set(wanted);
  return field.kind === 'ids' ? (fact) => isList(fact) && fact.some((one) => set.has(one)) : (fact) => set.has(fact);
}

function compareTest(field: Field, value: PolicyCondition['value'], holds: (fact: number, bound: number) => boolean): FactTest | undefined {
  const bound = readValue(field, value);
  return typeof bound === 'number' ? (fact) => typeof fact === 'number' && holds(fact, bound) : undefined;
}

function betweenTest(field: Field, value: PolicyCondition['value']): FactTest | undefined {
  const [low, high] = readPair(field, value) ?? [];
  if (low === undefined || high === undefined) return undefined;
  return (fact) => typeof fact === 'number' && fact >= low && fact <= high;
}

function textTest(value: PolicyCondition['value'], holds: (text: string, part: string) => boolean): FactTest | undefined {
  return typeof value === 'string' ? (fact) => holds(textOf(fact), value) : undefined;
}

/** Compares skeletons, so that neither case nor invisible characters, full-width letters or look-alikes tell two texts apart. */
function alikeTest(value: PolicyCondition['value'], holds: (text: string, part: string) => boolean): FactTest | undefined {
  if (typeof value !== 'string') return undefined;
  const part = skeleton(value);
  return (fact) => holds(skeletonOf(fact), part);
}

/** Skeletons of the texts of requests, each of which all comparisons share. */
const promptSkeletons = new WeakMap<() => string, string>();

function skeletonOf(fact: Fact): string {
  if (typeof fact !== 'function') return skeleton(textOf(fact));
  const known = promptSkeletons.get(fact) ?? skeleton(textOf(fact));
  promptSkeletons.set(fact, known);
  return known;
}

function matchTest(value: PolicyCondition['value']): FactTest | undefined {
  if (typeof value !== 'string') return undefined;
  const isFound = linearPattern(value);
  // A request is asked about at each of its targets; its text is gone through once.
  const known = new WeakMap<() => string, boolean>();
  return (fact) => {
    if (typeof fact !== 'function') return isFound(textOf(fact));
    const before = known.get(fact);
    if (before !== undefined) return before;
    const found = isFound(textOf(fact));
    known.set(fact, found);
    return found;
  };
}

function networkTest(value: PolicyCondition['value']): FactTest | undefined {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isIn = networkList(texts.map(String));
  return (fact) => typeof fact === 'string' && isIn(fact);
}

function windowTest(value: PolicyCondition['value']): FactTest | undefined {
  const read = TimeWindow.safeParse(value);
  return read.success ? (fact) => typeof fact === 'number' && isWithin(read.data, fact) : undefined;
}

function instantTest(value: PolicyCondition['value'], holds: (fact: number, instant: number) => boolean): FactTest | undefined {
  const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(instant) ? undefined : (fact) => typeof fact === 'number' && holds(fact, instant);
}

/** How each operator that is no negation of another is carried out; undefined for a value that it cannot take. */
const positive: Readonly<Record<string, (field: Field, value: PolicyCondition['value']) => FactTest | undefined>> = {
  equals: equalsTest,
  in: inTest,
  greater_than: (field, value) => compareTest(field, value, (fact, bound) => fact > bound),
  greater_or_equal: (field, value) => compareTest(field, value, (fact, bound) => fact >= bound),
  less_than: (field, value) => compareTest(field, value, (fact, bound) => fact < bound),
  less_or_equal: (field, value) => compareTest(field, value, (fact, bound) => fact <= bound),
  between: betweenTest,
  contains: (_, value) => textTest(value, (text, part) => text.includes(part)),
  equals_alike: (_, value) => alikeTest(value, (text, part) => text === part),
  contains_alike: (_, value) => alikeTest(value, (text, part) => text.includes(part)),
  starts_with: (_, value) => textTest(value, (text, part) => text.startsWith(part)),
  ends_with: (_, value) => textTest(value, (text, part) => text.endsWith(part)),
  matches: (_, value) => matchTest(value),
  exists: () => () => true,
  in_network: (_, value) => networkTest(value),
  in_time_window: (_, value) => windowTest(value),
  before: (_, value) => instantTest(value, (fact, instant) => fact < instant),
  after: (_, value) => instantTest(value, (fact, instant) => fact >= instant),
};

/** The operator that one negates; itself where it negates none. */
function asPositive(operator: PolicyOperatorName): { readonly name: string; readonly isNegated: boolean } {
  const name = operator.startsWith('not_') ? operator.slice('not_'.length) : operator;
  return { name, isNegated: name !== operator };
}

/** What is missing passes no test, and so it passes the negation of each. */
function onFact(name: string, test: FactTest): Test {
  const slot = slotOf(name);
  if (slot === undefined) {
    const tag = name.slice('tags.'.length);
    return ({ tags }) => {
      const fact = tags === null || !Object.hasOwn(tags, tag) ? undefined : tags[tag];
      return fact !== undefined && test(fact);
    };
  }
  return ({ values }) => {
    const fact = values[slot];
    return fact !== null && fact !== undefined && (!isList(fact) || fact.length > 0) && test(fact);
  };
}

function compileComparison({ field: name, operator, value }: PolicyCondition): Test {
  const field = policyFieldNamed(name ?? '');
  if (name === undefined || field === undefined || operator === undefined) return unreadable(name, operator);
  const { name: base, isNegated } = asPositive(operator);
  const test = positive[base]?.(field, value);
  if (test === undefined) return unreadable(name, operator);
  const holds = onFact(name, test);
  return isNegated ? (facts) => !holds(facts) : holds;
}

/** Whether all hold, or any; unrolled for the few that most policies have. */
export function joined(tests: readonly Test[], match: 'all' | 'any'): Test {
  const [first, second, third] = tests;
  if (first === undefined) return () => match === 'all';
  if (second === undefined) return first;
  if (third === undefined) return match === 'all' ? (facts) => first(facts) && second(facts) : (facts) => first(facts) || second(facts);
  if (match === 'any') return (facts) => tests.some((test) => test(facts));
  return (facts) => {
    for (const test of tests) if (!test(facts)) return false;
    return true;
  };
}

/** A condition as a closure. Throws for one that was not checked. */
export function compileCondition(condition: PolicyCondition): Test {
  const { all, any, not } = condition;
  if (all !== undefined) return joined(all.map(compileCondition), 'all');
  if (any !== undefined) return joined(any.map(compileCondition), 'any');
  if (not !== undefined) {
    const test = compileCondition(not);
    return (facts) => !test(facts);
  }
  return compileComparison(condition);
}
