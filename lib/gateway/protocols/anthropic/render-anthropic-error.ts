import type { AppError } from '#lib/core/errors.ts';

/** Anthropic's error types by HTTP status (its API reference, "Errors"); its SDKs go by the status, people by the type. */
const typeByStatus: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [503, 'overloaded_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
]);

const typeOf = (status: number): string => typeByStatus.get(status) ?? (status < 500 ? 'invalid_request_error' : 'api_error');

/** The error in Anthropic's shape; our stable code and the field at fault, as a path with dots, stand beside its members. */
function anthropicError(error: AppError, requestId: string): object {
  const pointer = error.errors[0]?.pointer;
  return {
    type: 'error',
    error: {
      type: typeOf(error.status),
      message: error.detail,
      code: error.code,
      ...(pointer === undefined ? {} : { param: pointer.slice(1).replaceAll('/', '.') }),
      ...(error.provider === undefined ? {} : { provider_error: error.provider }),
    },
    request_id: requestId,
    ...error.members,
  };
}

export const renderAnthropicError = (error: AppError, requestId: string): Buffer =>
  Buffer.from(JSON.stringify(anthropicError(error, requestId)));

/** An error in the middle of a stream: Anthropic's SDKs throw on an event named `error`. */
export const renderAnthropicErrorEvent = (error: AppError, requestId: string): Buffer =>
  Buffer.from(`event: error\ndata: ${JSON.stringify(anthropicError(error, requestId))}\n\n`);
