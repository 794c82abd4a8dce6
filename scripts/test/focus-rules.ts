import type { FocusCheck, FocusRule } from './focus-model.ts';

/** A table as its CSV says it: texts, and null for empty fields. */
export interface FocusTable {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string | null>>[];
}

/** How a rule came out; `inert` ones say nothing that a table could break. */
export interface FocusVerdict {
  readonly id: string;
  readonly keyword: string;
  readonly outcome: 'held' | 'broken' | 'not_applicable' | 'inert';
  /** The rule's own sentence and the first row against it. */
  readonly detail: string;
}

type Row = FocusTable['rows'][number];
type Test = (row: Row) => boolean;

const always: Test = () => true;
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:E-?\d+)?$/;
const instant = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
/** A count or measure in the plural and capitals of UnitFormat, with a whole quantity before it where there is one. */
const unit = /^(?:[1-9]\d* )?[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)?(?:\/[A-Z][a-z]+)?$/;
const scalar = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);

function isKeyValue(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(scalar);
  } catch {
    return false;
  }
}

/** A decimal as digits and the number of its places: the rule's own validator compares products as doubles, which refuses right ones. */
function exact(text: string): { readonly digits: bigint; readonly places: number } {
  const [mantissa = '0', exponent = '0'] = text.split('E');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), places: fraction.length - Number(exponent) };
}

function isProduct(left: string, right: string, result: string): boolean {
  const [a, b, c] = [exact(left), exact(right), exact(result)];
  const places = Math.max(a.places + b.places, c.places, 0);
  return a.digits * b.digits * 10n ** BigInt(places - a.places - b.places) === c.digits * 10n ** BigInt(places - c.places);
}

/** A value that is there is of the form; nullability has rules of its own. */
const formed =
  (column: string, isForm: (text: string) => boolean): Test =>
  (row) => {
    const value = row[column] ?? null;
    return value === null || isForm(value);
  };

const isValue = (row: Row, column: string, wanted: FocusCheck['Value']): boolean => {
  const value = row[column] ?? null;
  if (wanted === null || wanted === undefined || value === null) return value === (wanted ?? null);
  return typeof wanted === 'number' ? Number(value) === wanted : value === wanted;
};

/** Runs the rules of a FOCUS model over a table. */
export class FocusRules {
  readonly #rules: ReadonlyMap<string, FocusRule>;
  readonly #supported: ReadonlySet<string>;
  readonly #table: FocusTable;

  /** `supported`: the applicability criteria that the provider of the table meets. */
  constructor(rules: ReadonlyMap<string, FocusRule>, supported: readonly string[], table: FocusTable) {
    this.#rules = rules;
    this.#supported = new Set(supported);
    this.#table = table;
  }

  verdicts(): readonly FocusVerdict[] {
    const guards = this.#guards();
    return [...this.#rules].map(([id, rule]) => this.#judge(id, rule, guards.get(id) ?? []));
  }

  /** The conditions of the composite rules that a rule is a part of; it holds only where one of these does. */
  #guards(): ReadonlyMap<string, readonly Test[]> {
    const guards = new Map<string, Test[]>();
    const visit = (check: FocusCheck | undefined, condition: Test): void => {
      for (const item of check?.Items ?? []) visit(item, condition);
      const child = check?.ModelRuleId;
      if (child !== undefined) guards.set(child, [...(guards.get(child) ?? []), condition]);
    };
    for (const [, rule] of this.#rules) visit(rule.ValidationCriteria.Requirement, this.#test(rule.ValidationCriteria.Condition));
    return guards;
  }

  #judge(id: string, rule: FocusRule, guards: readonly Test[]): FocusVerdict {
    const { Keyword: keyword, MustSatisfy: sentence, Requirement, Condition } = rule.ValidationCriteria;
    const verdict = (outcome: FocusVerdict['outcome'], detail = sentence) => ({ id, keyword, outcome, detail });
    // What a table MAY do, it may leave.
    if (Requirement === undefined || keyword === 'MAY' || this.#isOfParts(Requirement)) return verdict('inert');
    if (!this.#applies(rule) || this.#isAboutMissing(Requirement)) return verdict('not_applicable');
    const [condition, requirement] = [this.#test(Condition), this.#test(Requirement)];
    const isAsked = (row: Row) => condition(row) && (guards.length === 0 || guards.some((guard) => guard(row)));
    const broken = this.#table.rows.findIndex((row) => isAsked(row) && !requirement(row));
    return broken === -1 ? verdict('held') : verdict('broken', `${sentence} Not so in row ${broken + 1}.`);
  }

  #applies({ ApplicabilityCriteria }: FocusRule): boolean {
    return ApplicabilityCriteria.every((criterion) => this.#supported.has(criterion));
  }

  /** A composite: its parts are judged by themselves. One of alternatives is judged as a whole. */
  #isOfParts({ CheckFunction, Items = [], ModelRuleId }: FocusCheck): boolean {
    if (ModelRuleId !== undefined) return true;
    return CheckFunction === 'AND' && Items.length > 0 && Items.every((item) => item.ModelRuleId !== undefined);
  }

  /** It speaks of a column that may be missing and is; whether it may is for the rules of presence. */
  #isAboutMissing(check: FocusCheck): boolean {
    if (check.CheckFunction === 'ColumnPresent') return false;
    const named = [check.ColumnName, check.ColumnAName, check.ColumnBName, check.ResultColumnName];
    const isMissing = named.some((name) => name !== undefined && !this.#table.columns.includes(name));
    return isMissing || (check.Items ?? []).some((item) => this.#isAboutMissing(item));
  }

  #test(check: FocusCheck | undefined): Test {
    if (check === undefined) return always;
    const { CheckFunction, Items = [], ModelRuleId, ColumnName: column = '', Value: value } = check;
    const { ColumnAName: left = '', ColumnBName: right = '', ResultColumnName: result = '', ExpectedCount } = check;
    switch (CheckFunction) {
      case 'AND':
      case 'OR': {
        const tests = Items.map((item) => this.#test(item));
        return CheckFunction === 'AND' ? (row) => tests.every((test) => test(row)) : (row) => tests.some((test) => test(row));
      }
      case 'CheckModelRule':
        return this.#test(this.#rules.get(ModelRuleId ?? '')?.ValidationCriteria.Requirement);
      case 'ColumnPresent':
        return () => this.#table.columns.includes(column);
      case 'CheckValue':
        return (row) => isValue(row, column, value);
      case 'CheckNotValue':
        return (row) => !isValue(row, column, value);
      case 'CheckSameValue':
        return (row) => row[left] === row[right];
      case 'CheckNotSameValue':
        return (row) => row[left] !== row[right];
      case 'CheckGreaterOrEqualThanValue':
        return formed(column, (text) => Number(text) >= Number(value));
      case 'CheckDistinctCount':
        return this.#distinct(left, right, ExpectedCount ?? 1);
      case 'ColumnByColumnEqualsColumnValue':
        return (row) =>
          [left, right, result].some((name) => (row[name] ?? null) === null) ||
          isProduct(row[left] ?? '', row[right] ?? '', row[result] ?? '');
      default:
        return formed(column, formOf(CheckFunction));
    }
  }

  #distinct(left: string, right: string, expected: number): Test {
    const found = new Map<string | null, Set<string | null>>();
    for (const row of this.#table.rows) {
      const key = row[left] ?? null;
      found.set(key, (found.get(key) ?? new Set()).add(row[right] ?? null));
    }
    return (row) => (row[left] ?? null) === null || found.get(row[left] ?? null)?.size === expected;
  }
}

/** What a value must look like. Throws for a check that this runner does not know, so that none passes unseen. */
function formOf(name: string): (text: string) => boolean {
  switch (name) {
    case 'TypeString':
    case 'FormatString':
      return (text) => text.isWellFormed() && text.trim() !== '';
    case 'TypeDecimal':
    case 'FormatNumeric':
    case 'CheckDecimalValue':
      return (text) => number.test(text);
    case 'TypeDateTime':
    case 'FormatDateTime':
      return (text) => instant.test(text) && !Number.isNaN(Date.parse(text));
    case 'FormatKeyValue':
      return isKeyValue;
    case 'FormatUnit':
      return (text) => unit.test(text);
    case 'FormatCurrency':
    case 'CheckNationalCurrency':
      return (text) => Intl.supportedValuesOf('currency').includes(text);
    default:
      throw new Error(`The FOCUS check ${name} is not known`);
  }
}
