import { invalidField } from '../../json/invalid-field.ts';

const modelBytesMax = 256;
const collection = '/models/';

/** What a path of Google's API names: `/v1beta/models/{model}:{action}`, the model decoded and without `models/`. */
export interface NamedModel {
  readonly model: string;
  readonly action: string;
}

/** Percent-decoded text; undefined where the encoding is broken. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * Model and action of a path, below a mount or not. Models may have slashes and colons, encoded or not: the last colon
 * begins the action. Undefined where there is no model or no action, and for broken encoding.
 */
export function modelInPath(path: string): NamedModel | undefined {
  const at = path.indexOf(collection);
  const named = at === -1 ? undefined : decode(path.slice(at + collection.length).replace(/\/$/, ''));
  const colon = named?.lastIndexOf(':') ?? -1;
  if (named === undefined || colon < 1) return undefined;
  return { model: withoutCollection(named.slice(0, colon)), action: named.slice(colon + 1) };
}

/** A model's name without the `models/` that Google's API puts before it. */
export const withoutCollection = (name: string): string => (name.startsWith('models/') ? name.slice('models/'.length) : name);

/** The model that a call's path names; throws AppError('invalid_request') for a name that no path could carry on. */
export function readModelInPath(path: string): string {
  const model = modelInPath(path)?.model ?? '';
  if (model === '') throw invalidField('model', 'The path names no model; it ends in /models/{model}:{action}.');
  if (Buffer.byteLength(model) > modelBytesMax) throw invalidField('model', `The model in the path is longer than ${modelBytesMax} bytes.`);
  // Such a segment would name another place of the provider’s API than a model.
  const isOdd = model.split('/').some((segment) => segment === '' || segment === '.' || segment === '..');
  if (isOdd) throw invalidField('model', 'The model in the path has an empty segment or one of dots.');
  return model;
}
