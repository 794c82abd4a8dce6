import type { PolicyCondition, PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import { policyFieldNamed } from '#lib/contracts/policy-names.ts';
import { fromPublicId } from '#lib/core/ids.ts';
import type { PolicySource } from '#lib/policies/engine/compiled-policy.ts';
import { type Facts, slotOf } from '#lib/policies/engine/facts.ts';
import { disguises } from './random-policies.ts';

/**
 * A policy told in the Common Expression Language, from its definition alone, so that the engine has an oracle that shares no
 * code with it but the reading of ids. Windows of time and networks have no counterpart there.
 */

/** A word as it reads. What random calls disguise is listed, so that nothing here is shared with the engine. */
const plainWord = (word: unknown): string => disguises.get(String(word)) ?? String(word).toLowerCase();

const quoted = (text: unknown): string => JSON.stringify(text);
const double = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

function literal(name: string, value: unknown): string {
  const field = policyFieldNamed(name);
  if (field?.kind === 'money') return double(Math.round(Number(value) * 1e9));
  if (field?.kind === 'number') return double(Number(value));
  if (field?.idKind !== undefined) return quoted(fromPublicId(field.idKind, String(value)));
  return typeof value === 'boolean' ? String(value) : quoted(value);
}

const variable = (name: string): string => `f.${name.replace('.', '_')}`;
const listOf = (name: string, value: unknown): string =>
  `[${(Array.isArray(value) ? value : []).map((one) => literal(name, one)).join(', ')}]`;

function positive(name: string, operator: string, value: unknown): string {
  const x = variable(name);
  const isList = policyFieldNamed(name)?.kind === 'ids';
  const pair: readonly unknown[] = Array.isArray(value) ? value : [];
  switch (operator) {
    case 'equals':
      return isList ? `${literal(name, value)} in ${x}` : `${x} == ${literal(name, value)}`;
    case 'in':
      return isList ? `${x}.exists(i, i in ${listOf(name, value)})` : `${x} in ${listOf(name, value)}`;
    case 'greater_than':
      return `${x} > ${literal(name, value)}`;
    case 'greater_or_equal':
      return `${x} >= ${literal(name, value)}`;
    case 'less_than':
      return `${x} < ${literal(name, value)}`;
    case 'less_or_equal':
      return `${x} <= ${literal(name, value)}`;
    case 'between':
      return `${x} >= ${literal(name, pair[0])} && ${x} <= ${literal(name, pair[1])}`;
    case 'contains':
      return `${x}.contains(${quoted(value)})`;
    case 'equals_alike':
      return `${x}_read == ${quoted(plainWord(value))}`;
    case 'contains_alike':
      return `${x}_read.contains(${quoted(plainWord(value))})`;
    case 'starts_with':
      return `${x}.startsWith(${quoted(value)})`;
    case 'ends_with':
      return `${x}.endsWith(${quoted(value)})`;
    case 'matches':
      return `${x}.matches(${quoted(value)})`;
    case 'exists':
      return 'true';
    default:
      throw new Error(`${operator} has no counterpart`);
  }
}

function conditionToCel({ field, operator = 'exists', value, all, any, not }: PolicyCondition): string {
  if (all !== undefined) return `(${all.map(conditionToCel).join(' && ')})`;
  if (any !== undefined) return `(${any.map(conditionToCel).join(' || ')})`;
  if (not !== undefined) return `!(${conditionToCel(not)})`;
  const name = field ?? '';
  const base = operator.replace(/^not_/, '');
  const holds = `(has(${variable(name)}) && ${positive(name, base, value)})`;
  return base === operator ? holds : `!${holds}`;
}

function exceptionToCel({ exceptions: { roles, users, teams } }: PolicyDefinition): string[] {
  const of = (field: string, value: readonly string[]) =>
    value.length === 0 ? [] : [conditionToCel({ field, operator: 'in', value: [...value] })];
  return [...of('roles', roles), ...of('user', users), ...of('team', teams)];
}

/** Whether the policy is about a call, as an expression over `f`. */
export function policyToCel({ scopeId }: PolicySource, definition: PolicyDefinition): string {
  const { conditions, match } = definition.rules;
  const asks = conditions.length === 0 ? 'true' : conditions.map(conditionToCel).join(match === 'all' ? ' && ' : ' || ');
  const excepted = exceptionToCel(definition);
  return [
    ...(scopeId === null ? [] : [`${quoted(scopeId)} in f.places`]),
    `(${asks})`,
    ...(excepted.length === 0 ? [] : [`!(${excepted.join(' || ')})`]),
  ].join(' && ');
}

type CelFact = string | number | boolean | string[] | Record<string, string>;

/** What is known of a call, as the expressions read it: what is missing is not there. */
export function factsForCel({ values, tags, places }: Facts, names: readonly string[]): Record<string, CelFact> {
  const f: Record<string, CelFact> = { places: [...places] };
  for (const name of names) {
    const slot = slotOf(name);
    const fact = slot === undefined ? tags?.[name.slice('tags.'.length)] : values[slot];
    if (fact === undefined || fact === null || typeof fact === 'function') continue;
    if (typeof fact === 'string') f[`${name.replace('.', '_')}_read`] = plainWord(fact);
    if (typeof fact !== 'object') f[name.replace('.', '_')] = fact;
    else if (fact.length > 0) f[name.replace('.', '_')] = [...fact];
  }
  return f;
}
