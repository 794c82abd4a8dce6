import { type PolicyFieldKind, type PolicyOperatorName, policyFieldNamed, policyOperators } from '#lib/contracts/policy-names.ts';

/** A comparison as a row of the builder shows it. */
export interface ConditionRow {
  readonly field: string;
  readonly operator: PolicyOperatorName;
  /** As people write it: several values with commas between them, windows of time as JSON. */
  readonly text: string;
}

type Rules = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Rules => typeof value === 'object' && value !== null && !Array.isArray(value);
const isOperator = (name: unknown): name is PolicyOperatorName => typeof name === 'string' && Object.hasOwn(policyOperators, name);

/** The operators that a field takes, in the order in which they are offered. */
export function operatorsOf(field: string): { readonly value: PolicyOperatorName; readonly label: string }[] {
  const kind = policyFieldNamed(field)?.kind;
  return Object.entries(policyOperators).flatMap(([name, { kinds, label }]) => {
    const taken: readonly PolicyFieldKind[] = kinds;
    return kind !== undefined && isOperator(name) && taken.includes(kind) ? [{ value: name, label }] : [];
  });
}

const textOf = (value: unknown): string => {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** The rows of a definition; null where its conditions are joined in more levels than rows can show. */
export function conditionRows(definition: unknown): ConditionRow[] | null {
  const rules = isRecord(definition) && isRecord(definition.rules) ? definition.rules : null;
  const conditions: unknown = rules?.conditions;
  if (!Array.isArray(conditions)) return null;
  const rows = conditions.map((one: unknown) =>
    isRecord(one) && typeof one.field === 'string' && isOperator(one.operator)
      ? { field: one.field, operator: one.operator, text: textOf(one.value) }
      : null,
  );
  return rows.some((row) => row === null) ? null : rows.filter((row) => row !== null);
}

function oneValue(text: string, kind: PolicyFieldKind | undefined): unknown {
  const trimmed = text.trim();
  if (kind === 'yes_no') return trimmed === 'true' || trimmed === 'yes';
  if ((kind === 'number' || kind === 'money') && trimmed !== '' && Number.isFinite(Number(trimmed))) return Number(trimmed);
  return trimmed;
}

/** The value that a row means; undefined for operators that compare with nothing. Text that is not JSON stays text, and the check says so. */
function comparedWith({ field, operator, text }: ConditionRow): unknown {
  const kind = policyFieldNamed(field)?.kind;
  const { value: form } = policyOperators[operator];
  if (form === 'none') return undefined;
  if (form === 'some' || form === 'pair' || form === 'networks') return text.split(',').map((part) => oneValue(part, kind));
  if (form !== 'window') return oneValue(text, kind);
  try {
    return JSON.parse(text);
  } catch {
    // Half typed; the operation says what a window of time looks like.
    return text;
  }
}

/** The definition with these rows as its conditions; everything else of it stays. */
export function withRows(definition: unknown, rows: readonly ConditionRow[]): unknown {
  const whole = isRecord(definition) ? definition : {};
  const rules = isRecord(whole.rules) ? whole.rules : {};
  const conditions = rows.map((row) => {
    const value = comparedWith(row);
    return { field: row.field, operator: row.operator, ...(value === undefined ? {} : { value }) };
  });
  return { ...whole, rules: { ...rules, conditions } };
}

/** Whether all comparisons must hold or one suffices. */
export const matchOf = (definition: unknown): 'all' | 'any' =>
  isRecord(definition) && isRecord(definition.rules) && definition.rules.match === 'any' ? 'any' : 'all';

export function withMatch(definition: unknown, match: 'all' | 'any'): unknown {
  const whole = isRecord(definition) ? definition : {};
  return { ...whole, rules: { ...(isRecord(whole.rules) ? whole.rules : {}), match } };
}
