import { type Comparison, comparedAttribute, type Filter, type FilterValue } from './filter.ts';

const textOf = (value: unknown, caseExact: boolean): string | undefined => {
  if (typeof value !== 'string') return undefined;
  return caseExact ? value : value.toLowerCase();
};

const textComparisons: Readonly<Record<Comparison, (have: string, want: string) => boolean>> = {
  eq: (have, want) => have === want,
  ne: (have, want) => have !== want,
  co: (have, want) => have.includes(want),
  sw: (have, want) => have.startsWith(want),
  ew: (have, want) => have.endsWith(want),
  gt: (have, want) => have > want,
  ge: (have, want) => have >= want,
  lt: (have, want) => have < want,
  le: (have, want) => have <= want,
};

/** A boolean may be asked for as a text: Entra ID writes `primary eq "True"`. */
const asBoolean = (value: FilterValue): FilterValue => {
  if (typeof value !== 'string' || !/^(true|false)$/i.test(value)) return value;
  return value.toLowerCase() === 'true';
};

function compare(have: unknown, operator: Comparison, want: FilterValue, caseExact: boolean): boolean {
  if (typeof have === 'boolean') return operator === 'ne' ? have !== asBoolean(want) : operator === 'eq' && have === asBoolean(want);
  const [haveText, wantText] = [textOf(have, caseExact), textOf(want, caseExact)];
  if (haveText === undefined || wantText === undefined)
    return operator === 'ne' ? have !== want : operator === 'eq' && (have ?? null) === want;
  return textComparisons[operator](haveText, wantText);
}

/** Whether an item of a list fits the filter in the brackets of a path. */
export function matchesItem(filter: Filter, item: Readonly<Record<string, unknown>>): boolean {
  switch (filter.kind) {
    case 'and':
      return matchesItem(filter.left, item) && matchesItem(filter.right, item);
    case 'or':
      return matchesItem(filter.left, item) || matchesItem(filter.right, item);
    case 'not':
      return !matchesItem(filter.filter, item);
    case 'present': {
      const value = item[comparedAttribute(filter.target).name];
      return value !== undefined && value !== null && value !== '';
    }
    case 'compare': {
      const { name, caseExact } = comparedAttribute(filter.target);
      return compare(item[name], filter.operator, filter.value, caseExact);
    }
    case 'items':
      return false;
  }
}

/** What an item must have to fit a filter of equalities, such as `type: 'work'`; undefined for any other filter. */
export function itemThatFits(filter: Filter): Readonly<Record<string, unknown>> | undefined {
  if (filter.kind === 'compare' && filter.operator === 'eq') {
    const { name, type } = comparedAttribute(filter.target);
    return { [name]: type === 'boolean' ? asBoolean(filter.value) : filter.value };
  }
  if (filter.kind !== 'and') return undefined;
  const [left, right] = [itemThatFits(filter.left), itemThatFits(filter.right)];
  return left === undefined || right === undefined ? undefined : { ...left, ...right };
}
