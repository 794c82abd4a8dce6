import type { Attribute } from './attributes.ts';
import { attributeNamed, isRecord, type ResourceKind, type ScimResource } from './resource-kind.ts';
import { scimFault } from './scim-fault.ts';

/** Longest text of an attribute in characters, and most items of a list other than members of groups. */
const textLengthMax = 4096;
const itemsMax = 100;
/** Members that one request may name. */
export const membersMax = 10_000;

const fault = (name: string, what: string) => scimFault('invalidValue', `${name} takes ${what}.`);

/** Entra ID sends booleans as the texts "True" and "False" unless its address says otherwise. */
function readBoolean(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  throw fault(name, 'true or false');
}

function readText(name: string, value: unknown): string {
  // Directories send numbers of employees without quotes.
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') throw fault(name, 'a text');
  // PostgreSQL stores no NUL.
  if (text.length > textLengthMax || text.includes('\0')) throw fault(name, `a text of at most ${textLengthMax} characters without NUL`);
  return text;
}

/** Sub-attributes by their names in any case; what the schema does not have is left out, as RFC 7644 section 3.3 allows. */
function readComplex(attribute: Attribute, value: unknown, name: string): ScimResource {
  // Entra ID sends a manager, and Okta a member, as the bare id.
  const given = typeof value === 'string' ? { value } : value;
  if (!isRecord(given)) throw fault(name, 'an object');
  const read: ScimResource = {};
  for (const [key, inner] of Object.entries(given)) {
    const sub = attributeNamed(attribute.subAttributes ?? [], key);
    if (sub === undefined || inner === null || inner === '') continue;
    read[sub.name] = readOne(sub, inner, `${name}.${sub.name}`);
  }
  return read;
}

/** One value of an attribute, whatever its number. */
export function readOne(attribute: Attribute, value: unknown, name: string = attribute.name): unknown {
  if (attribute.type === 'boolean') return readBoolean(name, value);
  if (attribute.type === 'complex') return readComplex(attribute, value, name);
  return readText(name, value);
}

/** The items of a list; a single one may come without brackets. At most one stays primary, the first. */
export function readItems(attribute: Attribute, value: unknown): ScimResource[] {
  const items = Array.isArray(value) ? value : [value];
  const max = attribute.name === 'members' ? membersMax : itemsMax;
  if (items.length > max) throw scimFault('tooMany', `${attribute.name} takes at most ${max} items.`);
  const read = items.map((item) => readComplex(attribute, item, attribute.name)).filter((item) => Object.keys(item).length > 0);
  return withOnePrimary(read);
}

/** RFC 7643 section 2.4: the primary one appears no more than once. */
export function withOnePrimary(items: readonly ScimResource[], preferred?: ScimResource): ScimResource[] {
  const primary = preferred?.primary === true ? preferred : items.find((item) => item.primary === true);
  return items.map((item) => (item.primary === true && item !== primary ? { ...item, primary: false } : item));
}

/** The value of an attribute; undefined for what counts as none: null, an empty list, and an empty text or object (RFC 7643 section 2.5). */
export function readAttribute(attribute: Attribute, value: unknown): unknown {
  if (value === null || value === undefined || value === '') return undefined;
  if (attribute.multiValued) {
    const items = readItems(attribute, value);
    return items.length === 0 ? undefined : items;
  }
  const read = readOne(attribute, value);
  return isRecord(read) && Object.keys(read).length === 0 ? undefined : read;
}

/** Attributes of a body that a client may set, under the names of the schema. */
function readAttributes(attributes: readonly Attribute[], body: Readonly<Record<string, unknown>>): ScimResource {
  const read: ScimResource = {};
  for (const [key, value] of Object.entries(body)) {
    const attribute = attributeNamed(attributes, key);
    // Clients send back what they got; what is read-only is ignored (RFC 7644 section 3.5.1).
    if (attribute === undefined || attribute.mutability === 'readOnly') continue;
    const inner = readAttribute(attribute, value);
    if (inner !== undefined) read[attribute.name] = inner;
  }
  return read;
}

/** The resource in the body of POST or PUT: known attributes, checked and under the names of the schema. */
export function readResource(kind: ResourceKind, body: Readonly<Record<string, unknown>>): ScimResource {
  const resource = readAttributes(kind.attributes, body);
  for (const [key, value] of Object.entries(body)) {
    const urn = Object.keys(kind.extensions).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
    if (urn === undefined || value === null) continue;
    if (!isRecord(value)) throw fault(urn, 'an object');
    const inner = readAttributes(kind.extensions[urn] ?? [], value);
    if (Object.keys(inner).length > 0) resource[urn] = inner;
  }
  for (const { name, required } of kind.attributes)
    if (required && resource[name] === undefined) throw scimFault('invalidValue', `${name} is required.`);
  return resource;
}
