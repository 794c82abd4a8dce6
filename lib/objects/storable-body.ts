import type { ObjectBody } from './object-store.ts';

/** What PostgreSQL's JSON has no place for, as JSON.stringify writes it: NUL and lone surrogates. */
const unstorable = /\\u(?:0000|d[89a-f][0-9a-f]{2})/;
const storableText = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed();

const storableFields = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [storableText(name), storable(value)]));

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  return typeof value === 'object' && value !== null ? storableFields(value) : value;
}

/**
 * A provider's object as the database can hold it; the same one when nothing has to change. What a caller or a provider
 * writes into it must not keep the end of the work, and with it its money, from being booked.
 */
export function storableBody(body: ObjectBody): ObjectBody {
  return unstorable.test(JSON.stringify(body)) ? storableFields(body) : body;
}
