import { type AttributePath, attributePathOf } from './attribute-path.ts';
import type { Attribute } from './attributes.ts';
import type { Filter } from './filter.ts';
import { parseItemFilter } from './parse-filter.ts';
import { attributeNamed, type ResourceKind } from './resource-kind.ts';
import { scimFault } from './scim-fault.ts';

/** What an operation of a PATCH does (RFC 7644 section 3.5.2). */
export type PatchVerb = 'add' | 'replace' | 'remove';

/** Where an operation of a PATCH acts: an attribute, the items of it that fit a filter, or one part of those. */
export interface PatchPath extends AttributePath {
  readonly filter: Filter | null;
}

/** `members[value eq "2819"]` and `emails[type eq "work"].value`. */
const filtered = /^([^[\]]+)\[(.*)\](?:\.([A-Za-z$][\w$-]*))?$/s;

function subOf(attribute: Attribute, name: string | undefined, text: string): Attribute | null {
  if (name === undefined) return null;
  const sub = attributeNamed(attribute.subAttributes ?? [], name);
  if (sub === undefined) throw scimFault('invalidPath', `${text.slice(0, 200)} names nothing that exists.`);
  return sub;
}

/** Reads the path of an operation; throws `invalidPath` for what is none and `mutability` for what clients may not change. */
export function parsePatchPath(kind: ResourceKind, text: string): PatchPath {
  const match = filtered.exec(text.trim());
  const path = attributePathOf(kind, match?.[1] ?? text.trim());
  if (path === undefined) throw scimFault('invalidPath', `${text.slice(0, 200)} is not an attribute of a ${kind.name}.`);
  if (path.attribute.mutability === 'readOnly') throw scimFault('mutability', `${path.attribute.name} cannot be changed.`);
  if (match === null) return { ...path, filter: null };
  const { attribute } = path;
  if (path.sub !== null || !attribute.multiValued || attribute.subAttributes === undefined)
    throw scimFault('invalidPath', `${attribute.name} has no items that a filter could choose from.`);
  const filter = parseItemFilter(kind, match[2] ?? '', attribute.subAttributes);
  return { ...path, sub: subOf(attribute, match[3], text), filter };
}
