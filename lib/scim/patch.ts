import { applyAt } from './apply-at.ts';
import { extensionNamed } from './attribute-path.ts';
import { type PatchVerb, parsePatchPath } from './patch-path.ts';
import { attributeNamed, isRecord, type ResourceKind, type ScimResource } from './resource-kind.ts';
import { scimFault } from './scim-fault.ts';

/** One operation of a PATCH (RFC 7644 section 3.5.2). */
export interface PatchOperation {
  readonly verb: PatchVerb;
  readonly path: string | null;
  readonly value: unknown;
}

/** Operations one PATCH may have. */
const operationsMax = 1000;

function readOperation(raw: unknown): PatchOperation {
  if (!isRecord(raw)) throw scimFault('invalidSyntax', 'Each of Operations is an object.');
  const { op, path = null, value } = raw;
  // Entra ID writes Add, Replace and Remove.
  const verb = typeof op === 'string' ? op.toLowerCase() : '';
  if (verb !== 'add' && verb !== 'replace' && verb !== 'remove') throw scimFault('invalidSyntax', 'op is add, replace or remove.');
  if (path !== null && typeof path !== 'string') throw scimFault('invalidPath', 'path is a text.');
  return { verb, path: path === '' ? null : path, value };
}

/** The operations in the body of a PATCH; their order counts. */
export function readPatch(body: Readonly<Record<string, unknown>>): readonly PatchOperation[] {
  const entry = Object.entries(body).find(([name]) => name.toLowerCase() === 'operations');
  const raw = entry?.[1];
  if (!Array.isArray(raw) || raw.length === 0) throw scimFault('invalidSyntax', 'Operations is a list of at least one operation.');
  if (raw.length > operationsMax) throw scimFault('tooMany', `A PATCH has at most ${operationsMax} operations.`);
  return raw.map(readOperation);
}

/** Without a path the value holds attributes, each of which may be written as a path of its own. */
function applyEach(kind: ResourceKind, resource: ScimResource, verb: PatchVerb, value: unknown): ScimResource {
  if (verb === 'remove') throw scimFault('noTarget', 'remove needs a path.');
  if (!isRecord(value)) throw scimFault('invalidValue', 'Without a path the value is an object with attributes.');
  let changed = resource;
  for (const [name, inner] of Object.entries(value)) {
    const urn = extensionNamed(kind, name);
    if (urn !== undefined && isRecord(inner)) {
      for (const [subName, subValue] of Object.entries(inner)) changed = applyOne(kind, changed, verb, `${urn}:${subName}`, subValue);
      continue;
    }
    // Clients send back id, schemas and the like; only a path that names one of them is a mistake.
    if (attributeNamed(kind.attributes, name)?.mutability === 'readOnly') continue;
    changed = applyOne(kind, changed, verb, name, inner);
  }
  return changed;
}

function applyOne(kind: ResourceKind, resource: ScimResource, verb: PatchVerb, path: string, value: unknown): ScimResource {
  const urn = extensionNamed(kind, path);
  if (urn !== undefined) {
    const { [urn]: former, ...rest } = resource;
    if (verb === 'remove') return rest;
    if (!isRecord(value)) throw scimFault('invalidValue', `${urn} takes an object.`);
    const kept = verb === 'replace' || former === undefined ? rest : resource;
    return applyEach(kind, kept, verb, { [urn]: value });
  }
  return applyAt(resource, parsePatchPath(kind, path), verb, value);
}

/** The resource after all operations; the one given stays as it is. The first that cannot be applied throws, and none counts. */
export function applyPatch(kind: ResourceKind, resource: ScimResource, operations: readonly PatchOperation[]): ScimResource {
  let changed = resource;
  for (const { verb, path, value } of operations)
    changed = path === null ? applyEach(kind, changed, verb, value) : applyOne(kind, changed, verb, path, value);
  for (const { name, required } of kind.attributes)
    if (required && changed[name] === undefined) throw scimFault('invalidValue', `${name} is required.`);
  return changed;
}
