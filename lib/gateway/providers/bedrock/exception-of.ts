import { asRecord, parseJson } from '../../json/as-record.ts';
import type { EventStreamMessage } from './event-stream-splitter.ts';

/** `ThrottlingException` and what `:exception-type` makes of it, `throttlingException`. */
const capitalized = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);

/** The error that a message of a stream tells; undefined for an event. */
export function exceptionOf({ headers, payload }: EventStreamMessage): { readonly type: string; readonly message: string } | undefined {
  if (headers.get(':message-type') === 'event') return undefined;
  const said = asRecord(parseJson(payload.toString()))?.message;
  const type = capitalized(headers.get(':exception-type') ?? headers.get(':error-code') ?? 'UnknownException');
  return { type, message: typeof said === 'string' ? said : (headers.get(':error-message') ?? '') };
}
