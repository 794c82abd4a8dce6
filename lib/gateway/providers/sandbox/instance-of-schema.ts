import { asList, asRecord } from '../../json/as-record.ts';
import { between, pick, type SeededRandom } from './seeded-random.ts';

/** A schema that the sandbox cannot make an instance of, with the keyword that stands in the way. */
export class UnsupportedSchema extends Error {
  override name = 'UnsupportedSchema';
}

type Schema = Readonly<Record<string, unknown>>;

/** Below this depth only what is required is made, so that recursive schemas come to an end. */
const generousDepth = 4;
const depthMax = 32;

const formats: Readonly<Record<string, string>> = {
  'date-time': '2026-01-15T09:30:00Z',
  date: '2026-01-15',
  time: '09:30:00Z',
  duration: 'PT15M',
  email: 'sandbox@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '01936b1e-7a00-7000-8000-000000000001',
};

const numberOr = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);

function textOf(schema: Schema, random: SeededRandom): string {
  if (schema.pattern !== undefined) throw new UnsupportedSchema('pattern');
  const format = typeof schema.format === 'string' ? formats[schema.format] : undefined;
  const word = format ?? `sample-${between(random, 1, 999)}`;
  return word.padEnd(numberOr(schema.minLength, 0), 'x').slice(0, numberOr(schema.maxLength, Number.POSITIVE_INFINITY));
}

function numberOf(schema: Schema, random: SeededRandom, isWhole: boolean): number {
  const step = numberOr(schema.multipleOf, isWhole ? 1 : 0.5);
  const low = Math.max(numberOr(schema.minimum, Number.NEGATIVE_INFINITY), numberOr(schema.exclusiveMinimum, Number.NEGATIVE_INFINITY));
  const high = Math.min(numberOr(schema.maximum, Number.POSITIVE_INFINITY), numberOr(schema.exclusiveMaximum, Number.POSITIVE_INFINITY));
  const lowest = Number.isFinite(low) ? low : Number.isFinite(high) ? high - 100 * step : 0;
  const first = Math.floor(lowest / step) + (lowest % step === 0 && schema.exclusiveMinimum !== lowest ? 0 : 1);
  const last = Number.isFinite(high)
    ? Math.ceil(high / step) - (high % step === 0 && schema.exclusiveMaximum !== high ? 0 : 1)
    : first + 100;
  return between(random, first, Math.max(first, last)) * step;
}

/** Makes values that are valid by one JSON Schema (the part of draft 2020-12 that structured outputs use); always the same ones for the same seed. */
class InstanceMaker {
  readonly #root: Schema;
  readonly #random: SeededRandom;

  constructor(root: Schema, random: SeededRandom) {
    this.#root = root;
    this.#random = random;
  }

  make(value: unknown, depth: number): unknown {
    if (depth > depthMax) throw new UnsupportedSchema('$ref (endless recursion)');
    const schema = this.#resolve(asRecord(value) ?? {});
    if ('const' in schema) return schema.const;
    if (Array.isArray(schema.enum)) return pick(this.#random, schema.enum);
    for (const keyword of ['not', 'if', 'patternProperties']) if (keyword in schema) throw new UnsupportedSchema(keyword);
    const choices = asList(schema.anyOf ?? schema.oneOf);
    if (choices.length > 0) return this.make(this.#choose(choices, depth), depth + 1);
    return this.#ofType(schema, depth);
  }

  /** Deep down the simplest alternative ends the recursion: the null or the first without a reference. */
  #choose(choices: readonly unknown[], depth: number): unknown {
    if (depth < generousDepth) return choices[0];
    return (
      choices.find((choice) => asRecord(choice)?.type === 'null') ??
      choices.find((choice) => asRecord(choice)?.$ref === undefined) ??
      choices[0]
    );
  }

  #ofType(schema: Schema, depth: number): unknown {
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    switch (type ?? (schema.properties === undefined ? (schema.items === undefined ? 'string' : 'array') : 'object')) {
      case 'object':
        return this.#object(schema, depth);
      case 'array':
        return this.#array(schema, depth);
      case 'integer':
        return numberOf(schema, this.#random, true);
      case 'number':
        return numberOf(schema, this.#random, false);
      case 'boolean':
        return this.#random() < 0.5;
      case 'null':
        return null;
      default:
        return textOf(schema, this.#random);
    }
  }

  #object(schema: Schema, depth: number): object {
    const required = new Set(asList(schema.required));
    const entries = Object.entries(asRecord(schema.properties) ?? {}).filter(([name]) => depth < generousDepth || required.has(name));
    return Object.fromEntries(entries.map(([name, property]) => [name, this.make(property, depth + 1)]));
  }

  #array(schema: Schema, depth: number): unknown[] {
    if (schema.uniqueItems === true && numberOr(schema.minItems, 0) > 1) throw new UnsupportedSchema('uniqueItems');
    const fewest = numberOr(schema.minItems, 0);
    const length = depth < generousDepth ? Math.min(Math.max(fewest, 2), numberOr(schema.maxItems, Math.max(fewest, 2))) : fewest;
    const count = schema.uniqueItems === true ? Math.min(length, 1) : length;
    return Array.from({ length: count }, () => this.make(schema.items, depth + 1));
  }

  /** Follows a local reference and lays `allOf` parts over each other. */
  #resolve(schema: Schema): Schema {
    let resolved = schema;
    for (let hops = 0; typeof resolved.$ref === 'string'; hops += 1) {
      if (hops > depthMax) throw new UnsupportedSchema('$ref (endless recursion)');
      resolved = this.#target(resolved.$ref);
    }
    const parts = asList(resolved.allOf).map((part) => this.#resolve(asRecord(part) ?? {}));
    return parts.reduce((merged, part) => mergeSchemas(merged, part), resolved);
  }

  #target(reference: string): Schema {
    if (!reference.startsWith('#')) throw new UnsupportedSchema(`$ref to ${reference}`);
    let found: Schema | undefined = this.#root;
    for (const step of reference.slice(1).split('/').slice(1)) {
      found = asRecord(found?.[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')]);
    }
    if (found === undefined) throw new UnsupportedSchema(`$ref to ${reference}`);
    return found;
  }
}

function mergeSchemas(left: Schema, right: Schema): Schema {
  return {
    ...left,
    ...right,
    properties: { ...asRecord(left.properties), ...asRecord(right.properties) },
    required: [...asList(left.required), ...asList(right.required)],
  };
}

/** A value that is valid by the schema; throws UnsupportedSchema where a keyword is beyond the sandbox. */
export function instanceOfSchema(schema: unknown, random: SeededRandom): unknown {
  const root = asRecord(schema) ?? {};
  return new InstanceMaker(root, random).make(root, 0);
}
