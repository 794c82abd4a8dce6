import { AppError } from '#lib/core/errors.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import { asRecord, parseJson } from '../json/as-record.ts';

const tagsMax = 16;
const keyPattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$/;
const valueBytesMax = 256;

/** Headers that carry one tag each, under its own name. */
const namedHeaders = [
  ['project', 'x-tollgate-project'],
  ['environment', 'x-tollgate-environment'],
  ['task', 'x-tollgate-task'],
  ['user', 'x-tollgate-user'],
] as const;

const refuse = (header: string, detail: string): never => {
  throw new AppError('invalid_request', { detail: `The header ${header} cannot be read: ${detail}` });
};

/** `a=b, c=d` or a JSON object of texts. */
function pairsOf(text: string): readonly (readonly [string, unknown])[] {
  if (text.startsWith('{')) return Object.entries(asRecord(parseJson(text)) ?? refuse('x-tollgate-tags', 'it is not a JSON object.'));
  return text.split(',').map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) refuse('x-tollgate-tags', 'write tags as name=value, separated by commas.');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
}

/** The caller's tags out of `x-tollgate-tags` and its companions; null when there are none. Tags label a call, they never loosen a rule. */
export function readTags(request: GatewayRequest): Readonly<Record<string, string>> | null {
  // Most calls have none.
  return isTagged(request) ? tagsOf(request) : null;
}

function isTagged(request: GatewayRequest): boolean {
  if (request.header('x-tollgate-tags') !== undefined) return true;
  for (const [, header] of namedHeaders) if (request.header(header) !== undefined) return true;
  return false;
}

function tagsOf(request: GatewayRequest): Readonly<Record<string, string>> | null {
  const tags = new Map<string, string>();
  const add = (header: string, name: string, value: unknown) => {
    if (!keyPattern.test(name)) refuse(header, 'names have 1 to 64 letters, digits, dots, dashes or underscores.');
    if (typeof value !== 'string' || Buffer.byteLength(value) > valueBytesMax)
      refuse(header, `values are texts of at most ${valueBytesMax} bytes.`);
    else tags.set(name, value);
    if (tags.size > tagsMax) refuse(header, `a call has at most ${tagsMax} tags.`);
  };
  const text = request.header('x-tollgate-tags');
  if (text !== undefined && text.trim() !== '') for (const [name, value] of pairsOf(text.trim())) add('x-tollgate-tags', name, value);
  for (const [name, header] of namedHeaders) {
    const value = request.header(header);
    if (value !== undefined) add(header, name, value);
  }
  return tags.size === 0 ? null : Object.fromEntries(tags);
}
