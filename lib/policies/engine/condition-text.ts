import type { PolicyCondition } from '#lib/contracts/policy-definition.ts';
import { policyFieldNamed, policyOperators } from '#lib/contracts/policy-names.ts';

function valueText(value: PolicyCondition['value']): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return ` ${value.join(', ')}`;
  if (typeof value !== 'object') return ` ${value}`;
  return 'days' in value ? ` ${value.days.join(' ')} ${value.from}–${value.to} ${value.time_zone}` : '';
}

/** A comparison in words, or how others are joined. */
export function conditionText({ field, operator, value, all, any }: PolicyCondition): string {
  if (field !== undefined && operator !== undefined)
    return `${policyFieldNamed(field)?.label === 'Tag' ? field : (policyFieldNamed(field)?.label ?? field)} ${policyOperators[operator].label}${valueText(value)}`;
  if (all !== undefined) return 'All of';
  return any === undefined ? 'Not' : 'Any of';
}
