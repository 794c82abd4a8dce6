import { AppError } from '#lib/core/errors.ts';
import type { Asked, GatewayCall } from '../calls/gateway-call.ts';
import type { Ask, CallProtocol } from '../protocols/protocol.ts';
import { dataClassOf } from '../routing/data-class-of.ts';
import { readTags } from './read-tags.ts';

/** What curl sends for `-d` without a header is accepted too: the body decides whether it is JSON. */
const acceptedTypes = ['application/json', 'text/json', 'text/plain', 'application/x-www-form-urlencoded'];

/** Throws AppError('unsupported_media_type') for bodies that are declared to be something else than plain JSON, unless the protocol takes other bodies. */
export function assertReadable(call: GatewayCall, protocol: CallProtocol): void {
  const encoding = call.request.header('content-encoding');
  if (encoding !== undefined && encoding !== '' && encoding.toLowerCase() !== 'identity') {
    throw new AppError('unsupported_media_type', {
      detail: `Compressed bodies (content-encoding: ${encoding}) are not accepted; send the body as it is.`,
    });
  }
  // The form itself is judged by its boundary, when it is read.
  if (protocol.takes !== undefined) return;
  const told = call.request.header('content-type');
  // What SDKs send needs no closer look.
  if (told === undefined || told === 'application/json') return;
  const type = told.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== undefined && type !== '' && !acceptedTypes.includes(type)) {
    throw new AppError('unsupported_media_type', { detail: `This route takes application/json, not ${type}.` });
  }
}

/** `x-tollgate-timeout` in milliseconds: seconds, with decimals, up to the operator's maximum. */
function requestedTimeoutMs(call: GatewayCall): number | undefined {
  const text = call.request.header('x-tollgate-timeout');
  if (text === undefined) return undefined;
  const milliseconds = /^\d{1,6}(\.\d{1,3})?$/.test(text.trim()) ? Number(text) * 1000 : 0;
  const { totalMaxMs } = call.runtime.settings;
  if (milliseconds > 0 && milliseconds <= totalMaxMs) return milliseconds;
  throw new AppError('invalid_request', { detail: `The header x-tollgate-timeout must be seconds from 0.001 to ${totalMaxMs / 1000}.` });
}

/** What a task type looks like; a tag of another shape labels the call and no more. */
const taskTypePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$/;

const taskTypeOf = (tags: Asked['tags']): string | null => {
  const task = tags?.task;
  return task !== undefined && taskTypePattern.test(task) ? task : null;
};
const readAsk = ({ request }: GatewayCall, protocol: CallProtocol, body: Buffer): Ask =>
  protocol.readAsk(body, request.path, request.query, protocol.takes === undefined ? undefined : request.header('content-type'));
/** `x-tollgate-buffer`: `on` holds a stream back until it is whole. */
function isBufferRequested(call: GatewayCall): boolean {
  const text = call.request.header('x-tollgate-buffer');
  if (text === undefined || text === 'off') return false;
  if (text === 'on') return true;
  throw new AppError('invalid_request', { detail: 'The header x-tollgate-buffer must be on or off.' });
}

/** The tags of the call: those of its key, and what the caller adds to them. A caller's tag never takes the place of the key's. */
function taggedBy({ caller }: GatewayCall, named: Asked['tags']): Asked['tags'] {
  const own = caller?.principal.scopes?.tags;
  return own === undefined || own === null ? named : { ...named, ...own };
}

/** Reads what is asked from the body and the headers; throws AppError for what cannot be understood. */
export function classify(call: GatewayCall, protocol: CallProtocol, body: Buffer): Asked {
  const timeoutMs = requestedTimeoutMs(call);
  if (timeoutMs !== undefined) {
    call.deadlines.totalAt = call.startedAt + timeoutMs;
    call.firstTokenLimitMs = timeoutMs;
  }
  call.isBuffered = isBufferRequested(call);
  const tags = taggedBy(call, readTags(call.request));
  const dataClass = dataClassOf(call.request);
  const asked = { protocol, ask: readAsk(call, protocol, body), tags, taskType: taskTypeOf(tags) };
  return dataClass === null ? asked : { ...asked, dataClass };
}
