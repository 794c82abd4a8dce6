import type { FieldError } from '#lib/core/errors.ts';
import { patternFault } from '#lib/policies/engine/linear-pattern.ts';

/**
 * The part of JSON Schema (2020-12) that structured output knows: types, objects, arrays, enumerations, unions, references into
 * `$defs`, and bounds. Anything else is refused when a guardrail is saved, because a keyword that is passed over would let
 * through what it was written to stop.
 */

/** A schema as it is written. */
export type Schema = Readonly<Record<string, unknown>>;
/** Whether a value is a JSON object. */
export const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
/** Keywords that hold nothing back. */
const notes = new Set([
  'title',
  'description',
  'default',
  'examples',
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'definitions',
  'strict',
  'name',
]);
const countKeywords = new Set(['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties']);
const numberKeywords = new Set(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']);
/** Levels that a schema may nest. */
export const depthMax = 32;
const schemasMax = 2_000;

/** A name as JSON pointers write it (RFC 6901). */
export const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The schema that a reference names; undefined for one that leads nowhere or out of the document. */
export function referred(root: Schema, reference: unknown): Schema | undefined {
  if (reference === '#') return root;
  const [, holder, name] = typeof reference === 'string' ? (/^#\/(\$defs|definitions)\/([^/]+)$/.exec(reference) ?? []) : [];
  const held = holder === undefined ? undefined : root[holder];
  const found = isSchema(held) && name !== undefined ? held[name.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  return isSchema(found) ? found : undefined;
}

function keywordFault(root: Schema, keyword: string, value: unknown): string | null {
  if (keyword === 'type') {
    const named = Array.isArray(value) ? value : [value];
    return named.length > 0 && named.every((one) => types.includes(String(one))) ? null : `must be one of ${types.join(', ')}`;
  }
  if (keyword === 'enum') return Array.isArray(value) && value.length > 0 && value.length <= 1_000 ? null : 'must list 1 to 1,000 values';
  if (keyword === 'required') return Array.isArray(value) && value.every((one) => typeof one === 'string') ? null : 'must list names';
  if (keyword === 'pattern') return typeof value === 'string' ? patternFault(value) : 'must be a pattern';
  if (keyword === '$ref') return referred(root, value) === undefined ? 'leads nowhere within this schema' : null;
  if (countKeywords.has(keyword)) return Number.isInteger(value) && Number(value) >= 0 ? null : 'must be a count';
  if (numberKeywords.has(keyword)) return typeof value === 'number' && (keyword !== 'multipleOf' || value > 0) ? null : 'must be a number';
  if (keyword === 'uniqueItems') return typeof value === 'boolean' ? null : 'must be true or false';
  return keyword === 'const' || notes.has(keyword) ? null : 'is not supported: an answer could not be checked against it';
}

/** Everything that is wrong with a schema, each with its JSON pointer (RFC 6901) below `pointer`; at most ten. */
export function schemaFaults(root: Schema, pointer: string): FieldError[] {
  const faults: FieldError[] = [];
  let seen = 0;
  const visit = (schema: unknown, at: string, depth: number): void => {
    seen += 1;
    if (seen > schemasMax || depth > depthMax) {
      if (faults.length === 0) faults.push({ pointer: at, detail: `A schema may nest ${depthMax} levels and hold ${schemasMax} parts` });
      return;
    }
    if (typeof schema === 'boolean') return;
    if (!isSchema(schema)) {
      faults.push({ pointer: at, detail: 'Must be a schema' });
      return;
    }
    for (const [keyword, value] of Object.entries(schema)) {
      const here = `${at}/${escaped(keyword)}`;
      if (keyword === 'properties' || keyword === '$defs' || keyword === 'definitions') {
        if (!isSchema(value)) faults.push({ pointer: here, detail: 'Must be an object of schemas' });
        else for (const [name, inner] of Object.entries(value)) visit(inner, `${here}/${escaped(name)}`, depth + 1);
      } else if (keyword === 'items' || keyword === 'additionalProperties' || keyword === 'not') visit(value, here, depth + 1);
      else if (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'allOf' || keyword === 'prefixItems') {
        if (!Array.isArray(value) || value.length === 0) faults.push({ pointer: here, detail: 'Must be a list of schemas' });
        else for (const [index, inner] of value.entries()) visit(inner, `${here}/${index}`, depth + 1);
      } else {
        const fault = keywordFault(root, keyword, value);
        if (fault !== null) faults.push({ pointer: here, detail: `${keyword} ${fault}` });
      }
    }
  };
  visit(root, pointer, 0);
  return faults.slice(0, 10);
}
