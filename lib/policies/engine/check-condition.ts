import type { PolicyCondition } from '#lib/contracts/policy-definition.ts';
import { type PolicyFieldKind, policyConditionsMax, policyFieldNamed, policyOperators } from '#lib/contracts/policy-names.ts';
import { TimeWindow } from '#lib/contracts/route-definition.ts';
import { skeleton } from '#lib/core/skeleton.ts';
import { patternFault } from './linear-pattern.ts';
import { readNetwork } from './network-list.ts';
import { readPair, readValue, readValues } from './read-value.ts';

/** What is wrong with a definition, and where (RFC 6901). */
export interface PolicyFault {
  readonly pointer: string;
  readonly detail: string;
}

const wanted: Readonly<Record<PolicyFieldKind, string>> = {
  text: 'a text',
  prompt: 'a text',
  number: 'a number',
  money: 'dollars, such as 100 or "0.25"',
  yes_no: 'true or false',
  id: 'an id',
  ids: 'an id',
  address: 'an address',
  time: 'a time',
};

type Field = NonNullable<ReturnType<typeof policyFieldNamed>>;

const wantedOf = ({ kind, words, idKind }: Field): string => {
  if (words !== undefined) return `one of ${words.join(', ')}`;
  return idKind === undefined ? wanted[kind] : `the id of a ${idKind}`;
};

const isInstant = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value)) && /^\d{4}-/.test(value);

function patternsFault(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return 'needs a pattern';
  const fault = patternFault(value);
  return fault === null ? null : `This is ${fault}`;
}

function networksFault(value: unknown): string | null {
  const networks: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isKnown = networks.length > 0 && networks.every((one) => typeof one === 'string' && readNetwork(one) !== undefined);
  return isKnown ? null : 'needs addresses or networks such as 10.0.0.0/8';
}

/** What is wrong with the value of a comparison; null for nothing. */
function valueFault(field: Field, operator: keyof typeof policyOperators, value: PolicyCondition['value']): string | null {
  switch (policyOperators[operator].value) {
    case 'none':
      return value === undefined ? null : `${operator} takes no value`;
    case 'one':
      if (operator.endsWith('_alike') && typeof value === 'string' && skeleton(value).trim() === '') return 'needs a text that can be seen';
      return readValue(field, value) === undefined ? `needs ${wantedOf(field)}` : null;
    case 'some':
      return readValues(field, value) === undefined ? `needs a list, each ${wantedOf(field)}` : null;
    case 'pair':
      return readPair(field, value) === undefined ? `needs two, the lower first, each ${wantedOf(field)}` : null;
    case 'pattern':
      return patternsFault(value);
    case 'networks':
      return networksFault(value);
    case 'window':
      return TimeWindow.safeParse(value).success ? null : 'needs a window with time_zone, days, from and to';
    case 'instant':
      return isInstant(value) ? null : 'needs a time such as 2026-12-31T23:00:00Z';
  }
}

function comparisonFaults({ field: name = '', operator, value }: PolicyCondition, pointer: string): PolicyFault[] {
  const field = policyFieldNamed(name);
  if (field === undefined) return [{ pointer: `${pointer}/field`, detail: `There is no field "${name}"` }];
  if (operator === undefined) return [{ pointer: `${pointer}/operator`, detail: 'Needed' }];
  const kinds: readonly PolicyFieldKind[] = policyOperators[operator].kinds;
  if (!kinds.includes(field.kind)) return [{ pointer: `${pointer}/operator`, detail: `${operator} cannot be asked of ${name}` }];
  const fault = valueFault(field, operator, value);
  return fault === null ? [] : [{ pointer: `${pointer}/value`, detail: fault }];
}

/** What is wrong with a condition and those inside it; `pointer` is where it stands. */
export function conditionFaults(condition: PolicyCondition, pointer: string): PolicyFault[] {
  const { all, any, not } = condition;
  if (all !== undefined) return all.flatMap((one, index) => conditionFaults(one, `${pointer}/all/${index}`));
  if (any !== undefined) return any.flatMap((one, index) => conditionFaults(one, `${pointer}/any/${index}`));
  if (not !== undefined) return conditionFaults(not, `${pointer}/not`);
  return comparisonFaults(condition, pointer);
}

/** Comparisons in a condition, those inside it included. */
function sizeOf({ all, any, not }: PolicyCondition): number {
  if (not !== undefined) return sizeOf(not);
  const parts = all ?? any;
  return parts === undefined ? 1 : parts.reduce((sum, one) => sum + sizeOf(one), 0);
}

/** The fault of having too many comparisons together; null within the limit. */
export function countFault(conditions: readonly PolicyCondition[], pointer: string): PolicyFault | null {
  const count = conditions.reduce((sum, one) => sum + sizeOf(one), 0);
  return count <= policyConditionsMax ? null : { pointer, detail: `At most ${policyConditionsMax} comparisons; these are ${count}` };
}
