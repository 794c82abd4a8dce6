import { type Comparison, fixedSpan, type Preset, presets, type Range } from './range.ts';

/** How a filter compares; `exists` takes `true` or `false`, `between` two values. */
export const operators = ['is', 'not', 'has', 'gt', 'lt', 'between', 'exists'] as const;
export type Operator = (typeof operators)[number];

/** One condition of the filter bar, `f.<field>=<op>:<value>` in the URL; several values of `is` and `not` mean any of them. */
export interface Filter {
  field: string;
  operator: Operator;
  values: readonly string[];
}

export interface Sort {
  field: string;
  descending: boolean;
}

/** What a page understands of its URL. What is left out here is unknown to it. */
export interface UrlSpec {
  /** Filterable fields and their operators. */
  filters?: Readonly<Record<string, readonly Operator[]>>;
  sorts?: readonly string[];
  defaultSort?: Sort;
  tabs?: readonly string[];
  defaultRange?: Preset;
  /** Fields of `group`, `cols` and `view` are not checked here: their values are the page's own. */
  groups?: readonly string[];
}

export interface UrlState {
  scope: string | undefined;
  range: Range;
  compare: Comparison;
  /** Text of the search box. */
  q: string | undefined;
  filters: readonly Filter[];
  group: readonly string[];
  sort: Sort | undefined;
  cols: readonly string[] | undefined;
  view: string | undefined;
  tab: string | undefined;
  /** Id of the object in the side panel. */
  open: string | undefined;
  cursor: string | undefined;
}

export type SearchParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface ReadUrl {
  state: UrlState;
  /** What the URL carried and this page does not know, as written: `sort=colour`. Say so in a notice. */
  dropped: readonly string[];
}

const all = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

const known = ['scope', 'range', 'from', 'to', 'compare', 'q', 'group', 'sort', 'cols', 'view', 'tab', 'open', 'cursor'];

/** Reads what a page shows from its URL; anything unknown is dropped and listed, never guessed. */
export function readUrlState(search: SearchParameters, spec: UrlSpec = {}): ReadUrl {
  const dropped: string[] = [];
  const one = (name: string): string | undefined => all(search[name])[0] || undefined;
  const checked = <Value>(name: string, read: (text: string) => Value | undefined): Value | undefined => {
    const text = one(name);
    if (text === undefined) return undefined;
    const value = read(text);
    if (value === undefined) dropped.push(`${name}=${text}`);
    return value;
  };
  const oneOf = (allowed: readonly string[]) => (text: string) => (allowed.includes(text) ? text : undefined);
  const filters = Object.entries(search)
    .filter(([name]) => name.startsWith('f.'))
    .flatMap(([name, value]) => all(value).map((text) => ({ name, text, filter: readFilter(name.slice(2), text, spec) })));
  for (const { name, text, filter } of filters) if (!filter) dropped.push(`${name}=${text}`);
  for (const name of Object.keys(search)) if (!known.includes(name) && !name.startsWith('f.')) dropped.push(name);
  return {
    state: {
      scope: one('scope'),
      range: readFixedRange(one('from'), one('to'), dropped) ?? { preset: checked('range', readPreset) ?? spec.defaultRange ?? '30d' },
      compare: checked('compare', readComparison) ?? 'previous',
      q: one('q'),
      filters: filters.flatMap(({ filter }) => (filter ? [filter] : [])),
      group: checked('group', (text) => readGroup(text, spec)) ?? [],
      sort: checked('sort', (text) => readSort(text, spec)) ?? spec.defaultSort,
      cols: one('cols')?.split(','),
      view: one('view'),
      tab: checked('tab', oneOf(spec.tabs ?? [])),
      open: one('open'),
      cursor: one('cursor'),
    },
    dropped,
  };
}

const readPreset = (text: string): Preset | undefined => presets.find((preset) => preset === text);

function readFixedRange(from: string | undefined, to: string | undefined, dropped: string[]): Range | undefined {
  if (from === undefined && to === undefined) return undefined;
  // The zone does not decide whether the ends exist and run forward.
  if (from !== undefined && to !== undefined && fixedSpan(from, to, 'UTC')) return { from, to };
  dropped.push(`from=${from ?? ''}, to=${to ?? ''}`);
  return undefined;
}

function readComparison(text: string): Comparison | undefined {
  if (text === 'previous' || text === 'year' || text === 'none') return text;
  const [from = '', to = ''] = text.split('..');
  return fixedSpan(from, to, 'UTC') ? { from, to } : undefined;
}

function readGroup(text: string, spec: UrlSpec): readonly string[] | undefined {
  const fields = text.split(',');
  return fields.every((field) => spec.groups?.includes(field)) ? fields : undefined;
}

/** `cost` ascending, `-cost` descending, as in the API. */
function readSort(text: string, spec: UrlSpec): Sort | undefined {
  const descending = text.startsWith('-');
  const field = descending ? text.slice(1) : text;
  return spec.sorts?.includes(field) ? { field, descending } : undefined;
}

function readFilter(field: string, text: string, spec: UrlSpec): Filter | undefined {
  const colon = text.indexOf(':');
  const operator = operators.find((name) => name === text.slice(0, colon));
  const values = text
    .slice(colon + 1)
    .split(',')
    .map(decodeValue)
    .filter((value) => value !== '');
  if (!operator || values.length === 0 || !spec.filters?.[field]?.includes(operator)) return undefined;
  if (operator === 'between' && values.length !== 2) return undefined;
  return { field, operator, values };
}

function decodeValue(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `is:a,b`; commas and percent signs inside a value are escaped once more. */
export function writeFilter({ operator, values }: Filter): string {
  return `${operator}:${values.map((value) => value.replace(/[%,]/g, encodeURIComponent)).join(',')}`;
}

export const writeSort = ({ field, descending }: Sort): string => `${descending ? '-' : ''}${field}`;

/** Search parameters of a range; the one that is not used is cleared. */
export function rangePatch(range: Range, defaultRange: Preset = '30d'): UrlPatch {
  if (!('preset' in range)) return { range: undefined, from: range.from, to: range.to };
  return { range: range.preset === defaultRange ? undefined : range.preset, from: undefined, to: undefined };
}

export function comparisonPatch(comparison: Comparison): UrlPatch {
  if (typeof comparison === 'object') return { compare: `${comparison.from}..${comparison.to}` };
  return { compare: comparison === 'previous' ? undefined : comparison };
}

/** All filters of the page; fields not named are cleared. */
export function filtersPatch(filters: readonly Filter[], current: URLSearchParams): UrlPatch {
  const patch: Record<string, string | readonly string[] | undefined> = {};
  for (const name of current.keys()) if (name.startsWith('f.')) patch[name] = undefined;
  for (const filter of filters) {
    const name = `f.${filter.field}`;
    patch[name] = [...all(patch[name]), writeFilter(filter)];
  }
  return patch;
}

/** Parameters to set; undefined takes one out, so that defaults leave no trace. */
export type UrlPatch = Readonly<Record<string, string | readonly string[] | undefined>>;

const keepsPage = new Set(['open', 'cursor', 'cols', 'tab']);

/** The search string after a patch, with its question mark, empty when nothing is left. A change of what is listed forgets the page. */
export function patchSearch(current: URLSearchParams, patch: UrlPatch): string {
  const next = new URLSearchParams(current);
  for (const [name, value] of Object.entries(patch)) {
    next.delete(name);
    for (const text of all(value)) next.append(name, text);
  }
  if (Object.keys(patch).some((name) => !keepsPage.has(name))) next.delete('cursor');
  const text = next.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}

/** What follows a link to another page: scope, range and comparison. */
export function carriedSearch(current: URLSearchParams): URLSearchParams {
  const carried = new URLSearchParams();
  for (const name of ['scope', 'range', 'from', 'to', 'compare']) {
    const value = current.get(name);
    if (value !== null) carried.set(name, value);
  }
  return carried;
}
