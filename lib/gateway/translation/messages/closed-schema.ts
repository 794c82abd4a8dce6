import { asRecord } from '../../json/as-record.ts';

/** Keywords whose value is a schema or a list of them, and those whose members are schemas by name. */
const nested = ['items', 'prefixItems', 'anyOf', 'oneOf', 'allOf'];
const named = ['properties', '$defs', 'definitions'];

function closedIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closedIn);
  const schema = asRecord(value);
  return schema === undefined ? value : closedSchema(schema);
}

/**
 * A JSON schema whose objects allow no properties but those that are named, which Anthropic and AWS demand of every object of a
 * structured output and OpenAI only of strict ones. What says something about further properties stays.
 */
export function closedSchema(schema: object): object {
  const closed: Record<string, unknown> = { ...schema };
  for (const name of nested) if (name in closed) closed[name] = closedIn(closed[name]);
  for (const name of named) {
    const members = asRecord(closed[name]);
    if (members !== undefined) closed[name] = Object.fromEntries(Object.entries(members).map(([key, member]) => [key, closedIn(member)]));
  }
  if (closed.type === 'object' && closed.additionalProperties === undefined) closed.additionalProperties = false;
  return closed;
}
