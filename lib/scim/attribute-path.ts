import type { Attribute } from './attributes.ts';
import { attributeNamed, type ResourceKind } from './resource-kind.ts';

/** An attribute that a filter, a change or a selection names: `name.givenName`, with or without the URN of its schema. */
export interface AttributePath {
  /** URN of the extension it is in; null for the resource itself. */
  readonly extension: string | null;
  readonly attribute: Attribute;
  readonly sub: Attribute | null;
}

/** Splits the URN off; an unknown URN stays part of the text and so is no attribute. */
function extensionOf(kind: ResourceKind, text: string): { readonly extension: string | null; readonly rest: string } {
  const lower = text.toLowerCase();
  for (const urn of [kind.schema, ...Object.keys(kind.extensions)]) {
    if (!lower.startsWith(`${urn.toLowerCase()}:`)) continue;
    return { extension: urn === kind.schema ? null : urn, rest: text.slice(urn.length + 1) };
  }
  return { extension: null, rest: text };
}

/** The attribute a text names; undefined for one that the kind does not have. */
export function attributePathOf(kind: ResourceKind, text: string): AttributePath | undefined {
  const { extension, rest } = extensionOf(kind, text);
  const attributes = extension === null ? kind.attributes : (kind.extensions[extension] ?? []);
  const [name = '', subName, ...more] = rest.split('.');
  const attribute = attributeNamed(attributes, name);
  if (attribute === undefined || more.length > 0) return undefined;
  if (subName === undefined) return { extension, attribute, sub: null };
  const sub = attributeNamed(attribute.subAttributes ?? [], subName);
  return sub === undefined ? undefined : { extension, attribute, sub };
}

/** The extension whose URN a text is, in any case; undefined for none. */
export const extensionNamed = (kind: ResourceKind, text: string): string | undefined =>
  Object.keys(kind.extensions).find((urn) => urn.toLowerCase() === text.toLowerCase());
