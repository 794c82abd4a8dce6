import { AppError } from '#lib/core/errors.ts';
import { isRecord } from '#lib/scim/index.ts';
import { publicOrigin } from '../public-origin.ts';
import { readJsonObject } from '../read-json.ts';

/** Members of a group in one body: ten thousand of them, with what Entra ID and Okta say of each. */
const bodyBytesMax = 4 * 1024 * 1024;
const contentTypes = ['application/scim+json', 'application/json'];

/** Below which everything of SCIM lies. */
const root = '/api/v1/scim/v2';

/** A request in the terms of SCIM. */
export interface ScimRequest {
  readonly method: string;
  /** `Users` and the id, decoded; empty for the root. */
  readonly segments: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  /** Address of the service as the client reaches it, for the locations in answers. */
  readonly base: string;
  body(): Promise<Record<string, unknown>>;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AppError('not_found', { detail: 'The path is not one of SCIM.' });
  }
}

/** A body is an object in either content type that clients send; empty is none. */
async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  const body = await readJsonObject(request, bodyBytesMax, contentTypes);
  if (!isRecord(body) || Object.keys(body).length === 0)
    throw new AppError('malformed_json', { detail: 'The body must be a JSON object.' });
  return body;
}

export function scimRequestOf(request: Request): ScimRequest {
  const { pathname, searchParams } = new URL(request.url);
  return {
    method: request.method,
    segments: pathname.slice(root.length).split('/').filter(Boolean).map(decoded),
    query: Object.fromEntries(searchParams),
    base: `${publicOrigin(request.headers)}${root}`,
    body: () => bodyOf(request),
  };
}
