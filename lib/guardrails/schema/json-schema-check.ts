import { linearPattern } from '#lib/policies/engine/linear-pattern.ts';
import { depthMax, escaped, isSchema, referred, type Schema } from './schema-faults.ts';

const isObject = isSchema;

function hasType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

/** Two JSON values are the same whatever the order of their members. */
function isSame(left: unknown, right: unknown): boolean {
  if (Array.isArray(left)) return Array.isArray(right) && left.length === right.length && left.every((one, at) => isSame(one, right[at]));
  if (!isObject(left)) return left === right;
  if (!isObject(right)) return false;
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => Object.hasOwn(right, name) && isSame(left[name], right[name]));
}

/** Steps that checking one answer may take; a schema and an answer that multiply each other are refused and not waited for. */
const stepsMax = 200_000;

/** Checks documents against one schema, which was found sound by `schemaFaults`. Patterns are RE2's. */
export class JsonSchemaCheck {
  readonly #root: Schema;
  readonly #patterns = new Map<string, (text: string) => boolean>();
  #steps = 0;

  constructor(root: Schema) {
    this.#root = root;
  }

  /** What of the answer does not fit, in words with its place; null where all does. */
  fault(answer: string): string | null {
    let value: unknown;
    try {
      value = JSON.parse(answer);
    } catch {
      return 'it is not JSON';
    }
    this.#steps = 0;
    return this.#check(value, this.#root, '', 0);
  }

  #check(value: unknown, schema: unknown, at: string, depth: number): string | null {
    this.#steps += 1;
    const place = at === '' ? 'the answer' : at;
    if (this.#steps > stepsMax || depth > depthMax * 4) return `${place} takes too long to check`;
    if (schema === true) return null;
    if (!isSchema(schema)) return `${place} is not allowed`;
    return (
      this.#checkValue(value, schema, place) ??
      this.#checkObject(value, schema, at, depth) ??
      this.#checkArray(value, schema, at, depth) ??
      this.#checkJoined(value, schema, at, depth)
    );
  }

  #checkValue(value: unknown, schema: Schema, place: string): string | null {
    const { type } = schema;
    const wanted = Array.isArray(type) ? type : [type];
    if (type !== undefined && !wanted.some((one) => hasType(value, one))) return `${place} is not of the type ${wanted.join(' or ')}`;
    if ('const' in schema && !isSame(value, schema.const)) return `${place} is another value than the one that is allowed`;
    if (Array.isArray(schema.enum) && !schema.enum.some((one) => isSame(value, one)))
      return `${place} is none of the values that are allowed`;
    if (typeof value === 'string') return this.#checkText(value, schema, place);
    if (typeof value === 'number') {
      const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
      if (typeof minimum === 'number' && value < minimum) return `${place} is less than ${minimum}`;
      if (typeof maximum === 'number' && value > maximum) return `${place} is more than ${maximum}`;
      if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) return `${place} is not more than ${exclusiveMinimum}`;
      if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) return `${place} is not less than ${exclusiveMaximum}`;
      if (typeof multipleOf === 'number' && Math.abs(value / multipleOf - Math.round(value / multipleOf)) > 1e-9)
        return `${place} is no multiple of ${multipleOf}`;
    }
    return null;
  }

  #checkText(value: string, { minLength, maxLength, pattern }: Schema, place: string): string | null {
    const length = [...value].length;
    if (typeof minLength === 'number' && length < minLength) return `${place} is shorter than ${minLength} characters`;
    if (typeof maxLength === 'number' && length > maxLength) return `${place} is longer than ${maxLength} characters`;
    if (typeof pattern !== 'string') return null;
    const test = this.#patterns.get(pattern) ?? linearPattern(pattern);
    this.#patterns.set(pattern, test);
    return test(value) ? null : `${place} does not have the form ${pattern}`;
  }

  #checkObject(value: unknown, schema: Schema, at: string, depth: number): string | null {
    if (!isObject(value)) return null;
    const names = Object.keys(value);
    const { minProperties, maxProperties, required, additionalProperties } = schema;
    if (typeof minProperties === 'number' && names.length < minProperties) return `${at || 'the answer'} has too few members`;
    if (typeof maxProperties === 'number' && names.length > maxProperties) return `${at || 'the answer'} has too many members`;
    const missing = Array.isArray(required) ? required.find((name) => !Object.hasOwn(value, String(name))) : undefined;
    if (missing !== undefined) return `${at}/${String(missing)} is missing`;
    const known = isSchema(schema.properties) ? schema.properties : {};
    for (const name of names) {
      const here = `${at}/${escaped(name)}`;
      const inner = Object.hasOwn(known, name) ? known[name] : additionalProperties;
      if (inner === undefined) continue;
      const fault = this.#check(value[name], inner, here, depth + 1);
      if (fault !== null) return fault;
    }
    return null;
  }

  #checkArray(value: unknown, schema: Schema, at: string, depth: number): string | null {
    if (!Array.isArray(value)) return null;
    const { minItems, maxItems, uniqueItems, items } = schema;
    const place = at === '' ? 'the answer' : at;
    if (typeof minItems === 'number' && value.length < minItems) return `${place} has fewer than ${minItems} items`;
    if (typeof maxItems === 'number' && value.length > maxItems) return `${place} has more than ${maxItems} items`;
    if (uniqueItems === true && new Set(value.map((one) => JSON.stringify(one))).size !== value.length) return `${place} has an item twice`;
    const first: readonly unknown[] = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
    for (const [index, one] of value.entries()) {
      const inner = index < first.length ? first[index] : items;
      const fault = inner === undefined ? null : this.#check(one, inner, `${at}/${index}`, depth + 1);
      if (fault !== null) return fault;
    }
    return null;
  }

  #checkJoined(value: unknown, schema: Schema, at: string, depth: number): string | null {
    const place = at === '' ? 'the answer' : at;
    const fits = (inner: unknown): boolean => this.#check(value, inner, at, depth + 1) === null;
    if (schema.$ref !== undefined) {
      const fault = this.#check(value, referred(this.#root, schema.$ref) ?? false, at, depth + 1);
      if (fault !== null) return fault;
    }
    for (const inner of Array.isArray(schema.allOf) ? schema.allOf : []) {
      const fault = this.#check(value, inner, at, depth + 1);
      if (fault !== null) return fault;
    }
    if (Array.isArray(schema.anyOf) && !schema.anyOf.some(fits)) return `${place} fits none of the forms that are allowed`;
    if (Array.isArray(schema.oneOf) && schema.oneOf.filter(fits).length !== 1)
      return `${place} does not fit exactly one of the forms that are allowed`;
    return schema.not !== undefined && fits(schema.not) ? `${place} is of a form that is not allowed` : null;
  }
}
