import { asRecord } from '../../json/as-record.ts';
import { numberOf } from '../../json/exact-json.ts';

/** Bounds that ProtoJSON writes as text, because they are 64 bits wide. */
const bounds = new Set(['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties']);
/** Only Gemini's, and without a meaning for what is valid. */
const dropped = new Set(['propertyOrdering', 'property_ordering', 'nullable', 'example']);

const camelNames: ReadonlyMap<string, string> = new Map(
  [...bounds, 'anyOf', 'additionalProperties'].map((name) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), name]),
);

function typeOf(type: unknown, isNullable: boolean): unknown {
  if (typeof type !== 'string') return type;
  const named = type.toLowerCase();
  if (named === 'type_unspecified') return undefined;
  return isNullable && named !== 'null' ? [named, 'null'] : named;
}

function memberOf(name: string, value: unknown): unknown {
  if (name === 'properties' || name === '$defs') {
    const members = Object.entries(asRecord(value) ?? {});
    return Object.fromEntries(members.map(([key, member]) => [key, readGeminiSchema(member)]));
  }
  if (name === 'items' || name === 'additionalProperties') return readGeminiSchema(value);
  if (name === 'anyOf' && Array.isArray(value)) return value.map((member: unknown) => readGeminiSchema(member));
  return bounds.has(name) && typeof value === 'string' && numberOf(Number(value)) !== undefined ? Number(value) : value;
}

/**
 * Gemini's `Schema`, a part of OpenAPI 3.0 with types in capitals and `nullable`, as JSON schema. What is not known here
 * stays as it is, so that a JSON schema comes out as it went in.
 */
export function readGeminiSchema(value: unknown): unknown {
  const schema = asRecord(value);
  if (schema === undefined) return value;
  const isNullable = schema.nullable === true;
  const read: Record<string, unknown> = {};
  for (const [spelt, member] of Object.entries(schema)) {
    const name = camelNames.get(spelt) ?? spelt;
    if (dropped.has(name) || member === null) continue;
    const told = name === 'type' ? typeOf(member, isNullable) : memberOf(name, member);
    if (told !== undefined) read[name] = told;
  }
  if (isNullable && Array.isArray(read.enum) && !read.enum.includes(null)) read.enum = [...read.enum, null];
  return read;
}
