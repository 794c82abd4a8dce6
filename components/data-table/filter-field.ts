import type { Operator } from '#components/shell/url-state.ts';

/** A value to choose, with how often it occurs in the list as it is filtered now. */
export interface FilterOption {
  value: string;
  label: string;
  /** Second line: the team of a key, the provider of a model. */
  detail?: string;
  count?: number;
}

/** `choice` has values to pick; the others take what is typed: money in dollars, durations in ms, counts as numbers. */
export type FilterKind = 'choice' | 'text' | 'money' | 'duration' | 'count' | 'flag';

export interface FilterField {
  /** `model` in `f.model=is:…`. */
  field: string;
  /** "Model". */
  label: string;
  kind: FilterKind;
  operators: readonly Operator[];
  /** Values known on the server; for the active ones always, so that chips have names. */
  options?: readonly FilterOption[];
}

/** Finds values of a field as somebody types; a server action. */
export type FindFilterValues = (field: string, text: string) => Promise<readonly FilterOption[]>;

export const operatorWords: Record<Operator, string> = {
  is: 'is',
  not: 'is not',
  has: 'contains',
  gt: 'is above',
  lt: 'is below',
  between: 'is between',
  exists: 'is set',
};

/** What is typed between field and value: `model:`, `model!:`, `name~`, `cost>`. */
export const operatorSigns: Record<Operator, string> = { is: ':', not: '!:', has: '~', gt: '>', lt: '<', between: '=', exists: '?' };
