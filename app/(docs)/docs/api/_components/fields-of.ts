import { z } from 'zod';

/** One field of an input or an answer, as a reader sees it. */
export interface FieldRow {
  readonly name: string;
  /** `string`, `integer from 1 to 200`, `"active" | "archived"`, `Team` … */
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  $defs: z.record(z.string(), z.unknown()).optional(),
});
type Schema = z.output<typeof Schema>;

const read = (value: unknown): Schema => Schema.safeParse(value).data ?? {};

const rangeOf = ({ minimum, maximum }: Schema): string => {
  const hasMaximum = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  const hasMinimum = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER;
  if (hasMinimum && hasMaximum) return ` from ${minimum} to ${maximum}`;
  return hasMinimum ? ` from ${minimum}` : hasMaximum ? ` to ${maximum}` : '';
};

function typeOf(value: unknown): string {
  const schema = read(value);
  const { $ref, type, enum: values, anyOf, oneOf, format, maxLength } = schema;
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf('/') + 1);
  if (values !== undefined) return values.map((one) => JSON.stringify(one)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  const branches = anyOf ?? oneOf;
  if (branches !== undefined) return branches.map(typeOf).join(' | ');
  if (Array.isArray(type)) return type.join(' | ');
  if (type === 'array') return `${typeOf(schema.items)}[]`;
  if (type === 'integer' || type === 'number') return `${type}${rangeOf(schema)}`;
  if (type !== 'string') return type ?? 'any';
  if (format !== undefined) return format;
  return maxLength === undefined ? 'string' : `string of up to ${maxLength}`;
}

/** What a field means, with its default or else an example. */
function descriptionOf(value: unknown): string {
  const schema = read(value);
  const inner = schema.anyOf?.map(descriptionOf).find((text) => text !== '');
  const [example] = schema.examples ?? [];
  const own = schema.description ?? inner ?? '';
  if (schema.default !== undefined) return `${own}${own === '' ? '' : '. '}Default: ${JSON.stringify(schema.default)}`;
  if (example === undefined || own === '') return own;
  return `${own}, such as ${typeof example === 'string' ? example : JSON.stringify(example)}`;
}

function rowsOf({ properties = {}, required = [] }: Schema): FieldRow[] {
  return Object.entries(properties).map(([name, field]) => ({
    name,
    type: typeOf(field),
    required: required.includes(name),
    description: descriptionOf(field),
  }));
}

/** Fields of an input, on the wire. */
export const inputFieldsOf = (schema: z.ZodType): FieldRow[] => rowsOf(read(z.toJSONSchema(schema, { io: 'input' })));

/** What an operation answers: one object, or a page of objects. */
export interface AnswerShape {
  readonly isPage: boolean;
  readonly fields: readonly FieldRow[];
}

export function answerShapeOf(schema: z.ZodType): AnswerShape {
  const whole = read(z.toJSONSchema(schema, { io: 'input' }));
  const resolve = (value: unknown): Schema => {
    const found = read(value);
    return found.$ref === undefined ? found : read(whole.$defs?.[found.$ref.slice('#/$defs/'.length)]);
  };
  const top = resolve(whole);
  const items = read(top.properties?.data).items;
  const isPage = items !== undefined && top.properties?.next_cursor !== undefined;
  return { isPage, fields: rowsOf(isPage ? resolve(items) : top) };
}
