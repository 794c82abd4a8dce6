import { AppError } from '#lib/core/errors.ts';
import { issueAccessToken, OauthFault, revokeAccessToken } from '#lib/credentials/index.ts';
import { requireAllowance } from '#lib/rate-limits/request-limiter.ts';
import { getRuntime } from '#lib/runtime.ts';
import { publicOrigin } from '../public-origin.ts';
import { chunksOf, limited } from '../read-json.ts';
import { renderProblem } from '../render-problem.ts';
import { type RequestFacts, requestFactsOf } from '../request-facts.ts';

/** OAuth 2.0 for programs: client credentials (RFC 6749 section 4.4), revocation (RFC 7009) and metadata (RFC 8414). */

const bytesMax = 16 * 1024;
const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };

/** Parameters of the body; each at most once (RFC 6749 section 3.2). */
async function parametersOf(request: Request): Promise<Map<string, string>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded')
    throw new OauthFault('invalid_request', 'Send the parameters as application/x-www-form-urlencoded.');
  const parts: Uint8Array[] = [];
  for await (const chunk of limited(chunksOf(request), bytesMax)) parts.push(chunk);
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(Buffer.concat(parts).toString())) {
    if (parameters.has(name)) throw new OauthFault('invalid_request', `${name.slice(0, 50)} is given twice.`);
    // A parameter without a value counts as left out.
    if (value !== '') parameters.set(name, value);
  }
  return parameters;
}

/** Both halves of HTTP Basic are form-encoded first (RFC 6749 section 2.3.1); ids and secrets of ours look the same either way. */
function basicOf(request: Request): { readonly clientId: string; readonly clientSecret: string } | undefined {
  const encoded = /^Basic +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const at = text.indexOf(':');
  const decode = (part: string) => new URLSearchParams(`x=${part}`).get('x') ?? '';
  return at < 0 ? undefined : { clientId: decode(text.slice(0, at)), clientSecret: decode(text.slice(at + 1)) };
}

/** The client by its header or in the body, but not by both (RFC 6749 section 2.3). */
function clientOf(request: Request, parameters: ReadonlyMap<string, string>) {
  const basic = basicOf(request);
  const clientSecret = parameters.get('client_secret');
  const clientId = parameters.get('client_id');
  if (basic === undefined && clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret };
  if (basic === undefined) throw new OauthFault('invalid_client', 'Send client_id and client_secret, in the body or by HTTP Basic.');
  if (clientSecret !== undefined || (clientId !== undefined && clientId !== basic.clientId))
    throw new OauthFault('invalid_request', 'Send the credentials of the client in one way only.');
  return basic;
}

function renderFault(fault: OauthFault, request: Request): Response {
  const unauthorised = fault.code === 'invalid_client';
  const body = { error: fault.code, error_description: fault.message };
  const usedHeader = request.headers.has('authorization');
  const headers = unauthorised && usedHeader ? { ...noStore, 'www-authenticate': 'Basic realm="Tollgate"' } : noStore;
  return Response.json(body, { status: unauthorised ? 401 : 400, headers });
}

/** Guesses are counted by the address they come from, like every request of nobody. */
async function answer(
  request: Request,
  work: (parameters: Map<string, string>, facts: RequestFacts) => Promise<Response>,
): Promise<Response> {
  const facts = requestFactsOf(request.headers);
  const { managementLimiter, logger } = getRuntime();
  try {
    if (request.method !== 'POST')
      throw new AppError('method_not_allowed', { detail: 'This path takes POST.', headers: { allow: 'POST' } });
    if (managementLimiter !== null)
      await requireAllowance(managementLimiter, `address ${facts.ip ?? 'unknown'}`, 'Too many requests for tokens');
    return await work(await parametersOf(request), facts);
  } catch (error) {
    return error instanceof OauthFault ? renderFault(error, request) : renderProblem(error, facts.requestId, logger);
  }
}

/** POST /api/oauth/token */
export const answerToken = (request: Request): Promise<Response> =>
  answer(request, async (parameters, facts) => {
    const grant = parameters.get('grant_type');
    if (grant === undefined) throw new OauthFault('invalid_request', 'grant_type is missing.');
    if (grant !== 'client_credentials') throw new OauthFault('unsupported_grant_type', 'Only client_credentials is supported.');
    const client = clientOf(request, parameters);
    const issued = await issueAccessToken(getRuntime().command, { ...client, scope: parameters.get('scope') }, facts);
    return Response.json(issued, { headers: noStore });
  });

/** POST /api/oauth/revoke */
export const answerRevoke = (request: Request): Promise<Response> =>
  answer(request, async (parameters) => {
    const token = parameters.get('token');
    if (token === undefined) throw new OauthFault('invalid_request', 'token is missing.');
    await revokeAccessToken(getRuntime().command, clientOf(request, parameters), token);
    return new Response(null, { status: 200, headers: noStore });
  });

/** GET /.well-known/oauth-authorization-server */
export function serveOauthMetadata(request: Request): Response {
  const issuer = publicOrigin(request.headers);
  const methods = ['client_secret_basic', 'client_secret_post'];
  return Response.json(
    {
      issuer,
      token_endpoint: `${issuer}/api/oauth/token`,
      revocation_endpoint: `${issuer}/api/oauth/revoke`,
      token_endpoint_auth_methods_supported: methods,
      revocation_endpoint_auth_methods_supported: methods,
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      service_documentation: `${issuer}/docs`,
    },
    { headers: { 'cache-control': 'public, max-age=300' } },
  );
}
