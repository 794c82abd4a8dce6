import type { Filter } from '#components/shell/url-state.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { type FilterField, operatorWords } from './filter-field.ts';

const dollarPlaces = 9;

/** Decimal dollars as nano-USD; what lies below a nano-dollar is no filter anybody sets. */
function nanoOf(dollars: string): bigint {
  const [whole = '0', fraction = ''] = dollars.split('.');
  return BigInt(whole || '0') * 1_000_000_000n + BigInt(fraction.padEnd(dollarPlaces, '0').slice(0, dollarPlaces) || '0');
}

function valueWords(field: FilterField, value: string, reader: Reader): string {
  const option = field.options?.find((known) => known.value === value);
  if (option) return option.label;
  const format = createFormat(reader);
  const amount = /^\d+(\.\d+)?$/.test(value) ? value : undefined;
  if (amount === undefined) return value;
  if (field.kind === 'money') return format.moneyPrice(nanoOf(amount));
  if (field.kind === 'duration') return format.duration(Number(amount));
  return field.kind === 'count' ? format.countExact(Number(amount)) : value;
}

export interface FilterWords {
  /** "Model". */
  label: string;
  /** "is not". */
  operator: string;
  /** "gpt-5 or claude-sonnet"; empty for "is set". */
  value: string;
}

/** A filter in the reader's words. Any of several values is enough, which "or" says. */
export function filterWords(filter: Filter, field: FilterField, reader: Reader): FilterWords {
  const { label } = field;
  if (filter.operator === 'exists') return { label, operator: filter.values[0] === 'false' ? 'is not set' : 'is set', value: '' };
  const values = filter.values.map((value) => valueWords(field, value, reader));
  const joined = filter.operator === 'between' ? values.join(' and ') : values.join(' or ');
  return { label, operator: operatorWords[filter.operator], value: joined };
}
