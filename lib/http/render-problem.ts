import { type AppError, errorCatalogue, toAppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';

/** RFC 9457 problem details, with our stable `code`, the request id and a JSON pointer for each bad field. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly request_id: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export function problemOf(error: AppError, requestId: string): Problem {
  return {
    type: `/docs/errors/${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.detail,
    code: error.code,
    request_id: toPublicId('request', requestId),
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
    ...error.members,
  };
}

/** What is our fault is logged loudly and with its cause; the caller sees none of it. */
export function logFault(error: AppError, requestId: string, logger: Logger): void {
  if (error.status >= 500) logger.error({ requestId, code: error.code, internal: error.internal, err: error.cause ?? error }, error.title);
  else logger.debug({ requestId, code: error.code, internal: error.internal }, error.title);
}

/** The management API's renderer of anything thrown. */
export function renderProblem(thrown: unknown, requestId: string, logger: Logger): Response {
  const error = toAppError(thrown);
  logFault(error, requestId, logger);
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': toPublicId('request', requestId),
    ...error.headers,
  });
  if (error.status === 503 && !headers.has('retry-after')) headers.set('retry-after', '2');
  if (!errorCatalogue[error.code].retryable) headers.set('x-should-retry', 'false');
  return new Response(JSON.stringify(problemOf(error, requestId)), { status: error.status, headers });
}
