import { isUtf8 } from 'node:buffer';
import { AppError } from '#lib/core/errors.ts';
import { describePosition, JsonFault } from './json-fault.ts';

/**
 * What a reader makes of a request's body. A body that is empty, no UTF-8, or not the JSON object that the reader wants
 * (it throws JsonFault) is AppError('malformed_json') with the place; whatever else the reader throws passes.
 */
export function readBody<Read>(body: Buffer, read: (body: Buffer) => Read): Read {
  if (body.length === 0) throw new AppError('malformed_json', { detail: 'The body is empty; send a JSON object.' });
  if (!isUtf8(body)) throw new AppError('malformed_json', { detail: 'The body is not UTF-8 text, so it is not JSON.' });
  try {
    return read(body);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new AppError('malformed_json', {
      detail: `The body is not a JSON object: at ${describePosition(body, error.offset)}, ${error.reason}.`,
    });
  }
}
