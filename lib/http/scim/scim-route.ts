import type { Authentication, Invocation } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { getRuntime } from '#lib/runtime.ts';
import {
  type ProvisioningRequest,
  recordProvisioning,
  resourceTypes,
  type ScimResource,
  schemas,
  serviceProviderConfig,
} from '#lib/scim/index.ts';
import { invocationOf } from '../invocation.ts';
import { requestFactsOf } from '../request-facts.ts';
import { renderScim, renderScimFault } from './render-scim.ts';
import { type ScimRequest, scimRequestOf } from './scim-request.ts';
import {
  answerCollection,
  answerResource,
  answerSearch,
  answerSearchOfAll,
  isKindPath,
  listAnswer,
  refuseMethod,
  type ScimAnswer,
} from './scim-resources.ts';

/** What the service is; undefined for paths of something else. Needs no token: it is the same for everybody (RFC 7644 section 4). */
function answerDiscovery({ method, segments, query, base }: ScimRequest): ScimAnswer | undefined {
  const [first, id, ...more] = segments;
  if (first === 'ServiceProviderConfig' && id === undefined) {
    return method === 'GET' ? { status: 200, body: serviceProviderConfig(base) } : refuseMethod('GET');
  }
  if ((first !== 'ResourceTypes' && first !== 'Schemas') || more.length > 0) return undefined;
  if (method !== 'GET') return refuseMethod('GET');
  if (query.filter !== undefined) throw new AppError('forbidden', { detail: 'What the service is cannot be filtered.' });
  const all: readonly ScimResource[] = first === 'Schemas' ? schemas(base) : resourceTypes(base);
  if (id === undefined) return listAnswer(all, all.length);
  const one = all.find((resource) => resource.id === id);
  if (one === undefined) throw new AppError('not_found', { detail: `There is no ${id.slice(0, 100)} here.` });
  return { status: 200, body: one };
}

async function answer(invocation: Invocation, request: ScimRequest): Promise<ScimAnswer> {
  const discovered = answerDiscovery(request);
  if (discovered !== undefined) return discovered;
  const [first, id, ...more] = request.segments;
  if (first === '.search' && id === undefined) return answerSearchOfAll(invocation, request);
  if (first === 'Me' || first === 'Bulk') throw new AppError('not_implemented', { detail: `${first} is not supported.` });
  if (!isKindPath(first) || more.length > 0)
    throw new AppError('not_found', { detail: 'There are Users, Groups, ServiceProviderConfig, ResourceTypes and Schemas here.' });
  if (id === undefined) return answerCollection(invocation, first, request);
  return id === '.search' ? answerSearch(invocation, first, request) : answerResource(invocation, first, id, request);
}

/** Reads are noted only where they fail: directories ask for everybody again and again. */
async function note(
  authentication: Authentication | null,
  request: Request,
  noted: Pick<ProvisioningRequest, 'status' | 'resourceId' | 'detail' | 'durationMs' | 'requestId'>,
): Promise<void> {
  if (authentication === null || (request.method === 'GET' && noted.status < 400)) return;
  const { pathname, search } = new URL(request.url);
  const path = `${pathname.slice(pathname.indexOf('/v2') + 3)}${search}`;
  await recordProvisioning(getRuntime().command, authentication, { method: request.method, path, ...noted });
}

const idOf = (body: ScimResource | null): string | null => (typeof body?.id === 'string' ? body.id : null);

function locationOf({ status, body }: ScimAnswer): Record<string, string> {
  const meta: unknown = status === 201 ? body?.meta : undefined;
  const location: unknown = typeof meta === 'object' && meta !== null ? Reflect.get(meta, 'location') : undefined;
  return typeof location === 'string' ? { location } : {};
}

/** The whole of SCIM 2.0 below /api/v1/scim/v2, with its own errors and content type. */
export async function handleScim(request: Request): Promise<Response> {
  const startedAt = performance.now();
  const { logger, scimLimiter } = getRuntime();
  const facts = requestFactsOf(request.headers);
  const { requestId } = facts;
  const took = () => Math.round(performance.now() - startedAt);
  let authentication: Authentication | null = null;
  try {
    const invocation = await invocationOf(request, facts, scimLimiter);
    authentication = invocation.authentication;
    const given = await answer(invocation, scimRequestOf(request));
    await note(authentication, request, {
      status: given.status,
      resourceId: idOf(given.body),
      detail: null,
      durationMs: took(),
      requestId,
    });
    return renderScim(given.body, given.status, requestId, locationOf(given));
  } catch (error) {
    const { response, status, detail } = renderScimFault(error, requestId, logger);
    if (status !== 401) await note(authentication, request, { status, resourceId: null, detail, durationMs: took(), requestId });
    return response;
  }
}
