import type { AppError } from '#lib/core/errors.ts';

/** Canonical names of google.rpc.Code by HTTP status (google/rpc/code.proto); the rest is INTERNAL or INVALID_ARGUMENT. */
const canonical: ReadonlyMap<number, string> = new Map([
  [401, 'UNAUTHENTICATED'],
  [402, 'FAILED_PRECONDITION'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
  [405, 'UNIMPLEMENTED'],
  [408, 'DEADLINE_EXCEEDED'],
  [409, 'ABORTED'],
  [412, 'FAILED_PRECONDITION'],
  [429, 'RESOURCE_EXHAUSTED'],
  [501, 'UNIMPLEMENTED'],
  [502, 'UNAVAILABLE'],
  [503, 'UNAVAILABLE'],
  [504, 'DEADLINE_EXCEEDED'],
]);

const typeOf = (name: string): string => `type.googleapis.com/google.rpc.${name}`;

/** `/generationConfig/maxOutputTokens` → `generationConfig.maxOutputTokens`, the way Google names a field. */
const fieldOf = (pointer: string): string => pointer.slice(1).replaceAll('/', '.');

/** Our stable code and the request id as ErrorInfo, with what Google's clients read beside it (google/rpc/error_details.proto). */
function detailsOf(error: AppError, requestId: string): readonly object[] {
  const details: object[] = [
    {
      '@type': typeOf('ErrorInfo'),
      reason: error.code.toUpperCase(),
      domain: 'tollgate',
      metadata: { code: error.code, request_id: requestId, ...error.members },
    },
  ];
  if (error.errors.length > 0) {
    const fieldViolations = error.errors.map(({ pointer, detail }) => ({ field: fieldOf(pointer), description: detail }));
    details.push({ '@type': typeOf('BadRequest'), fieldViolations });
  }
  const wait = error.headers['retry-after'];
  if (wait !== undefined && /^\d+$/.test(wait)) details.push({ '@type': typeOf('RetryInfo'), retryDelay: `${wait}s` });
  return details;
}

function errorJson(error: AppError, requestId: string): string {
  const status = canonical.get(error.status) ?? (error.status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT');
  // Beside the details, for the metadata of an ErrorInfo holds texts only; clients of JSON pass over members they do not know.
  const provided = error.provider === undefined ? {} : { provider_error: error.provider };
  return JSON.stringify({
    error: { code: error.status, message: error.detail, status, details: detailsOf(error, requestId), ...provided },
  });
}

/** An error as Google's APIs answer it (AIP-193). */
export function renderGeminiError(error: AppError, requestId: string): Buffer {
  return Buffer.from(errorJson(error, requestId));
}

/**
 * An error in the middle of a stream. Google's own clients throw on an event with an error in it since version 3; older
 * ones take it for a chunk without content and throw only on what is left over at the end. So it is said both ways:
 * readers of server-sent events drop a line that no blank line ends.
 */
export function renderGeminiErrorEvent(error: AppError, requestId: string): Buffer {
  const json = errorJson(error, requestId);
  return Buffer.from(`data: ${json}\n\n${json}`);
}
