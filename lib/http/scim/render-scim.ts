import { toAppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import { urns } from '#lib/scim/index.ts';
import { logFault } from '../render-problem.ts';

/** RFC 7644 section 8.1. */
const contentType = 'application/scim+json; charset=utf-8';

/** An answer in SCIM's own content type; without a body for 204. */
export function renderScim(
  body: object | null,
  status: number,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const all = { 'cache-control': 'no-store', 'x-request-id': toPublicId('request', requestId), ...headers };
  if (body === null) return new Response(null, { status, headers: all });
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': contentType, ...all } });
}

/** An error as SCIM tells it (RFC 7644 section 3.12), with what the log of provisioning keeps of it. */
export interface RenderedFault {
  readonly response: Response;
  readonly status: number;
  readonly detail: string;
}

/** What fits no status of SCIM's table gets the nearest one that does. */
function statusAndTypeOf(code: string, status: number, members: Readonly<Record<string, string>>): { status: number; scimType?: string } {
  const given = members.scim_type;
  if (given !== undefined) return { status, scimType: given };
  if (code === 'validation_failed') return { status: 400, scimType: 'invalidValue' };
  if (code === 'malformed_json') return { status: 400, scimType: 'invalidSyntax' };
  // 409 means to directories that the person exists, and they would look for somebody to link.
  return { status: code === 'limit_reached' ? 403 : status };
}

export function renderScimFault(thrown: unknown, requestId: string, logger: Logger): RenderedFault {
  const error = toAppError(thrown);
  logFault(error, requestId, logger);
  const { status, scimType } = statusAndTypeOf(error.code, error.status, error.members);
  const faults = error.errors.map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`).join('; ');
  const detail = faults === '' || error.members.scim_type !== undefined ? error.detail : `${error.title}: ${faults}`;
  const body = { schemas: [urns.error], status: String(status), ...(scimType === undefined ? {} : { scimType }), detail };
  const headers: Record<string, string> = { ...error.headers };
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="Tollgate"';
  if (status === 503) headers['retry-after'] ??= '2';
  return { response: renderScim(body, status, requestId, headers), status, detail };
}
