import { isDeepStrictEqual } from 'node:util';
import type { Attribute } from './attributes.ts';
import { itemThatFits, matchesItem } from './match-item.ts';
import type { PatchPath, PatchVerb } from './patch-path.ts';
import { readAttribute, readItems, readOne, withOnePrimary } from './read-value.ts';
import { isRecord, type ScimResource } from './resource-kind.ts';
import { scimFault } from './scim-fault.ts';

const isNone = (value: unknown): boolean => value === undefined || value === null || value === '';

/** A copy with the attribute set, or without it. */
function withValue(owner: ScimResource, name: string, value: unknown): ScimResource {
  const { [name]: _, ...rest } = owner;
  return isNone(value) || (Array.isArray(value) && value.length === 0) ? rest : { ...rest, [name]: value };
}

const itemsOf = (value: unknown): ScimResource[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** Two items are the same thing when value and type are, or everything else is where they have no value. */
function isSame(left: ScimResource, right: ScimResource): boolean {
  if (left.value === undefined || right.value === undefined) return isDeepStrictEqual(left, right);
  return left.value === right.value && (left.type === right.type || left.type === undefined || right.type === undefined);
}

function addItems(present: readonly ScimResource[], added: readonly ScimResource[]): ScimResource[] {
  // Groups of thousands are told in one request: comparing each with each would take their square.
  const keys = new Set(present.map((item) => item.value));
  const merged = [...present];
  let preferred: ScimResource | undefined;
  for (const item of added) {
    const at = keys.has(item.value) ? merged.findIndex((candidate) => isSame(candidate, item)) : -1;
    const next = at < 0 ? item : { ...merged[at], ...item };
    if (at < 0) merged.push(next);
    else merged[at] = next;
    keys.add(item.value);
    if (next.primary === true) preferred = next;
  }
  return withOnePrimary(merged, preferred);
}

/** `remove` with a value takes those items away and leaves the rest: Entra ID removes members so. */
function removeItems(attribute: Attribute, present: readonly ScimResource[], value: unknown): ScimResource[] {
  if (isNone(value)) return [];
  const removed = new Set(readItems(attribute, value).map((item) => item.value));
  return present.filter((item) => !removed.has(item.value));
}

function changeItem(item: ScimResource, { attribute, sub }: PatchPath, verb: PatchVerb, value: unknown): ScimResource {
  if (sub === null) {
    const given = readOne(attribute, value);
    return isRecord(given) ? { ...item, ...given } : item;
  }
  return withValue(item, sub.name, verb === 'remove' || isNone(value) ? undefined : readOne(sub, value));
}

/** The items that fit are changed; where none fits, one is made that does, as Entra ID expects of `emails[type eq "work"].value`. */
function changeFiltered(present: readonly ScimResource[], path: PatchPath, verb: PatchVerb, value: unknown): ScimResource[] {
  const { filter, sub, attribute } = path;
  if (filter === null) return [...present];
  const fits = (item: ScimResource): boolean => matchesItem(filter, item);
  if (verb === 'remove' && sub === null) return present.filter((item) => !fits(item));
  let changed: ScimResource | undefined;
  const items = present.map((item) => {
    if (!fits(item)) return item;
    changed = changeItem(item, path, verb, value);
    return changed;
  });
  if (changed === undefined && verb !== 'remove') {
    const start = itemThatFits(filter);
    if (start === undefined) throw scimFault('noTarget', `No item of ${attribute.name} fits the filter.`);
    changed = changeItem({ ...start }, path, verb, value);
    items.push(changed);
  }
  // An item that has lost what it is about is none any more.
  return withOnePrimary(items, changed).filter((item) => Object.keys(item).some((name) => name !== 'type' && name !== 'primary'));
}

function changeList(present: readonly ScimResource[], path: PatchPath, verb: PatchVerb, value: unknown): ScimResource[] {
  const { attribute, filter, sub } = path;
  if (filter !== null) return changeFiltered(present, path, verb, value);
  if (sub !== null) return present.map((item) => changeItem(item, path, verb, value));
  if (verb === 'remove') return removeItems(attribute, present, value);
  const items = isNone(value) ? [] : readItems(attribute, value);
  return verb === 'add' ? addItems(present, items) : items;
}

function changeSingle(present: unknown, { attribute, sub }: PatchPath, verb: PatchVerb, value: unknown): unknown {
  if (sub !== null) {
    const owner = isRecord(present) ? present : {};
    const changed = withValue(owner, sub.name, verb === 'remove' || isNone(value) ? undefined : readOne(sub, value));
    return Object.keys(changed).length === 0 ? undefined : changed;
  }
  if (verb === 'remove') return undefined;
  const read = readAttribute(attribute, value);
  // What is given of a complex attribute is added to what there is (RFC 7644 sections 3.5.2.1 and 3.5.2.3).
  return isRecord(read) && isRecord(present) ? { ...present, ...read } : read;
}

/** The resource with one operation carried out at a path. */
export function applyAt(resource: ScimResource, path: PatchPath, verb: PatchVerb, value: unknown): ScimResource {
  const { extension, attribute } = path;
  const inner = extension === null ? resource : resource[extension];
  const owner = isRecord(inner) ? inner : {};
  const present = owner[attribute.name];
  const next = attribute.multiValued ? changeList(itemsOf(present), path, verb, value) : changeSingle(present, path, verb, value);
  const changed = withValue(owner, attribute.name, next);
  if (extension === null) return changed;
  return withValue(resource, extension, Object.keys(changed).length === 0 ? undefined : changed);
}
