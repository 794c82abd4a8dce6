import type { Filter, Operator } from '#components/shell/url-state.ts';
import { matchOptions } from '#components/ui/match-options.ts';
import { type FilterField, type FilterOption, operatorSigns, operatorWords } from './filter-field.ts';
import { readQuantity } from './read-quantity.ts';

/** What the filter box has understood so far. */
export interface Typed {
  field: FilterField;
  operator: Operator;
  rest: string;
}

/** One line of the list under the filter box. */
export type Suggestion =
  /** Goes on typing with this text in the box. */
  | { kind: 'continue'; id: string; label: string; detail: string; text: string }
  /** Adds the filter. */
  | { kind: 'filter'; id: string; label: string; detail: string; count: number | undefined; filter: Filter };

/** Longest signs first, so that `!:` is not read as something that ends in `!`. */
const signs = (Object.entries(operatorSigns) as [Operator, string][]).sort(([, a], [, b]) => b.length - a.length);

/** Reads `model:gpt`, `Model is not gpt` in its short form `model!:gpt`, `cost>20`. The field is named by id or label, any case. */
export function readTyped(text: string, fields: readonly FilterField[]): Typed | undefined {
  const match = /^\s*([^:!~><=?]+?)\s*(!:|[:~><=?])\s*(.*)$/.exec(text);
  if (!match) return undefined;
  const [, name = '', sign = '', rest = ''] = match;
  const plain = name.toLowerCase();
  const field = fields.find((one) => one.field.toLowerCase() === plain || one.label.toLowerCase() === plain);
  const operator = signs.find(([, known]) => known === sign)?.[0];
  if (!field || !operator || !field.operators.includes(operator)) return undefined;
  return { field, operator, rest: rest.trimEnd() };
}

/** The box's text for a field and operator, as in `model:`. */
export const typedText = (field: FilterField, operator: Operator, rest = ''): string => `${field.field}${operatorSigns[operator]}${rest}`;

/** `found` are values the server has for what was typed, where the field's own options do not hold all. */
export function suggest(
  text: string,
  fields: readonly FilterField[],
  locale: string,
  found: readonly FilterOption[] = [],
): readonly Suggestion[] {
  const typed = readTyped(text, fields);
  if (!typed) return fieldSuggestions(text, fields);
  const values = valueSuggestions(typed, locale, found);
  return typed.rest === '' ? [...values, ...operatorSuggestions(typed)] : values;
}

function fieldSuggestions(text: string, fields: readonly FilterField[]): Suggestion[] {
  return matchOptions(fields, text).map((field) => {
    const operator = field.operators[0] ?? 'is';
    return {
      kind: 'continue',
      id: field.field,
      label: field.label,
      detail: field.operators.map((name) => operatorWords[name]).join(', '),
      text: typedText(field, operator),
    };
  });
}

function operatorSuggestions({ field, operator }: Typed): Suggestion[] {
  return field.operators
    .filter((other) => other !== operator)
    .map((other) =>
      other === 'exists'
        ? setSuggestion(field, true)
        : {
            kind: 'continue',
            id: `${field.field}-${other}`,
            label: `${field.label} ${operatorWords[other]}…`,
            detail: '',
            text: typedText(field, other),
          },
    );
}

const setSuggestion = (field: FilterField, set: boolean): Suggestion => ({
  kind: 'filter',
  id: `${field.field}-${set ? 'set' : 'unset'}`,
  label: `${field.label} ${set ? 'is set' : 'is not set'}`,
  detail: '',
  count: undefined,
  filter: { field: field.field, operator: 'exists', values: [String(set)] },
});

function valueSuggestions({ field, operator, rest }: Typed, locale: string, found: readonly FilterOption[]): Suggestion[] {
  if (operator === 'exists') return [setSuggestion(field, true), setSuggestion(field, false)];
  if (operator === 'has') return written(field, operator, rest === '' ? undefined : [rest], `${field.label} contains “${rest}”`);
  if (field.kind === 'choice' || field.kind === 'flag' || field.kind === 'text') return chosen(field, operator, rest, found);
  const [low, high] = rest.split(/\s*(?:\.\.|–|\band\b)\s*/);
  const values = (operator === 'between' ? [low, high] : [rest]).map((part) => readQuantity(field.kind, part ?? '', locale));
  const complete = values.every((value) => value !== undefined) ? values : undefined;
  return written(field, operator, complete, `${field.label} ${operatorWords[operator]} ${rest}`);
}

function written(field: FilterField, operator: Operator, values: readonly string[] | undefined, label: string): Suggestion[] {
  if (!values) return [];
  return [
    { kind: 'filter', id: `${field.field}-typed`, label, detail: '', count: undefined, filter: { field: field.field, operator, values } },
  ];
}

function chosen(field: FilterField, operator: Operator, rest: string, found: readonly FilterOption[]): Suggestion[] {
  const known = new Map([...(field.options ?? []), ...found].map((option) => [option.value, option]));
  const matching = matchOptions([...known.values()], rest);
  const lines = matching.map(
    ({ value, label, detail = '', count }): Suggestion => ({
      kind: 'filter',
      id: `${field.field}-${value}`,
      label,
      detail,
      count,
      filter: { field: field.field, operator, values: [value] },
    }),
  );
  const exact = rest !== '' && field.kind === 'text' && !known.has(rest);
  return exact ? [...lines, ...written(field, operator, [rest], `${field.label} ${operatorWords[operator]} “${rest}”`)] : lines;
}

/** Adds a filter to those that are there: another value of the same field and operator widens it, the same one changes nothing. */
export function addFilter(filters: readonly Filter[], added: Filter): readonly Filter[] {
  const joins = added.operator === 'is' || added.operator === 'not';
  const index = filters.findIndex(({ field, operator }) => field === added.field && operator === added.operator);
  const known = filters[index];
  if (!known) return [...filters, added];
  const values = joins ? [...new Set([...known.values, ...added.values])] : added.values;
  return filters.with(index, { ...added, values });
}
