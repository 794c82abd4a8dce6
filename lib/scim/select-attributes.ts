import { type AttributePath, attributePathOf, extensionNamed } from './attribute-path.ts';
import { isRecord, type ResourceKind, type ScimResource } from './resource-kind.ts';

/** What a client wants to see (RFC 7644 section 3.9); with both, `attributes` counts. */
export interface Selection {
  readonly attributes: readonly string[];
  readonly excludedAttributes: readonly string[];
}

/** Attributes of an extension, all of them, or of the resource. */
type Chosen = AttributePath | { readonly wholeExtension: string };

function chosenOf(kind: ResourceKind, names: readonly string[]): Chosen[] {
  return names.flatMap((name): Chosen[] => {
    const urn = extensionNamed(kind, name);
    if (urn !== undefined) return [{ wholeExtension: urn }];
    const path = attributePathOf(kind, name);
    // What does not exist is nothing to show, and no error (RFC 7644 section 3.9).
    return path === undefined ? [] : [path];
  });
}

const eachItem = (value: unknown, change: (item: ScimResource) => ScimResource): unknown => {
  if (Array.isArray(value)) return value.map((item) => (isRecord(item) ? change(item) : item));
  return isRecord(value) ? change(value) : value;
};

const only = (name: string) => (item: ScimResource) => (name in item ? { [name]: item[name] } : {});
const without = (name: string) => (item: ScimResource) => Object.fromEntries(Object.entries(item).filter(([key]) => key !== name));

function include(kind: ResourceKind, resource: ScimResource, names: readonly string[]): ScimResource {
  const shown: ScimResource = Object.fromEntries(
    kind.attributes.filter(({ returned }) => returned === 'always').map(({ name }) => [name, resource[name]]),
  );
  for (const chosen of chosenOf(kind, names)) {
    if ('wholeExtension' in chosen) {
      if (resource[chosen.wholeExtension] !== undefined) shown[chosen.wholeExtension] = resource[chosen.wholeExtension];
      continue;
    }
    const { extension, attribute, sub } = chosen;
    const from = extension === null ? resource : resource[extension];
    const value = isRecord(from) ? from[attribute.name] : undefined;
    if (value === undefined) continue;
    const part = sub === null ? value : eachItem(value, only(sub.name));
    if (extension !== null) shown[extension] = { ...Object(shown[extension]), [attribute.name]: part };
    // Two parts of one attribute are shown together.
    else shown[attribute.name] = isRecord(shown[attribute.name]) && isRecord(part) ? { ...Object(shown[attribute.name]), ...part } : part;
  }
  return shown;
}

function exclude(kind: ResourceKind, resource: ScimResource, names: readonly string[]): ScimResource {
  let shown = { ...resource };
  for (const chosen of chosenOf(kind, names)) {
    if ('wholeExtension' in chosen) {
      shown = without(chosen.wholeExtension)(shown);
      continue;
    }
    const { extension, attribute, sub } = chosen;
    if (attribute.returned === 'always') continue;
    const change = (owner: ScimResource): ScimResource =>
      sub === null ? without(attribute.name)(owner) : { ...owner, [attribute.name]: eachItem(owner[attribute.name], without(sub.name)) };
    if (extension === null) shown = change(shown);
    else if (isRecord(shown[extension])) shown = { ...shown, [extension]: change(shown[extension]) };
  }
  return shown;
}

/** The resource as the client wants to see it. */
export function selectAttributes(kind: ResourceKind, resource: ScimResource, { attributes, excludedAttributes }: Selection): ScimResource {
  if (attributes.length > 0) return include(kind, resource, attributes);
  return excludedAttributes.length > 0 ? exclude(kind, resource, excludedAttributes) : resource;
}

/** Whether the selection leaves an attribute of the resource out altogether, so that it need not be read. */
export function isLeftOut(kind: ResourceKind, name: string, { attributes, excludedAttributes }: Selection): boolean {
  const names = (list: readonly string[]) =>
    chosenOf(kind, list).filter((chosen) => !('wholeExtension' in chosen) && chosen.extension === null);
  const hits = (list: readonly string[], whole: boolean) =>
    names(list).some((chosen) => !('wholeExtension' in chosen) && chosen.attribute.name === name && (!whole || chosen.sub === null));
  return attributes.length > 0 ? !hits(attributes, false) : hits(excludedAttributes, true);
}
