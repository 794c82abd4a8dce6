import type { PolicyCondition } from '#lib/contracts/policy-definition.ts';
import type { PolicyFieldKind, policyFieldNamed } from '#lib/contracts/policy-names.ts';
import { fromPublicId } from '#lib/core/ids.ts';
import { decimalPattern, parseUsd } from '#lib/core/money.ts';

type Field = NonNullable<ReturnType<typeof policyFieldNamed>>;

const isNumeric = (kind: PolicyFieldKind): boolean => kind === 'number' || kind === 'money';

/** Dollars as a number, or as a decimal of at most nine places, in nano-USD. */
function nanoOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.round(value * 1e9) : undefined;
  if (typeof value !== 'string' || !decimalPattern.test(value)) return undefined;
  return Number(parseUsd(value));
}

function numberOf(value: unknown, kind: PolicyFieldKind): number | undefined {
  if (kind === 'money') return nanoOf(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A value of a condition as facts have it; undefined for one that the field cannot be compared with. */
export function readValue(field: Field, value: unknown): string | number | boolean | undefined {
  const { kind, idKind } = field;
  if (isNumeric(kind)) return numberOf(value, kind);
  if (kind === 'yes_no') return typeof value === 'boolean' ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (idKind !== undefined) return fromPublicId(idKind, value);
  if (field.words !== undefined && !field.words.includes(value)) return undefined;
  return value;
}

/** All values of a list; undefined where one of them is none. */
export function readValues(field: Field, value: PolicyCondition['value']): readonly (string | number | boolean)[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const read = value.map((one: unknown) => readValue(field, one));
  const known = read.filter((one) => one !== undefined);
  return known.length === read.length ? known : undefined;
}

/** The lower and the upper end of a range. */
export function readPair(field: Field, value: PolicyCondition['value']): readonly [number, number] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const low = numberOf(value[0], field.kind);
  const high = numberOf(value[1], field.kind);
  return low === undefined || high === undefined || low > high ? undefined : [low, high];
}
