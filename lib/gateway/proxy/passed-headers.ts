import { hopByHopHeaders } from '#lib/core/hop-by-hop-headers.ts';
import type { UpstreamHead, UpstreamRequest } from '#lib/outbound/index.ts';
import type { GatewayRequest } from '../gateway-request.ts';

/**
 * What is the caller's alone: his key in every header that carries one, cookies, who he is and where he comes from, whose
 * account is to be billed; and what the request to the provider says by itself.
 */
const callersOwn: ReadonlySet<string> = new Set([
  ...hopByHopHeaders,
  'host',
  'content-length',
  'accept-encoding',
  'expect',
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'ocp-apim-subscription-key',
  'cookie',
  'forwarded',
  'via',
  'x-real-ip',
  'true-client-ip',
  'x-client-ip',
  'openai-organization',
  'openai-project',
  'x-goog-user-project',
  'idempotency-key',
  // Some servers take these for the method or the path, which were judged as the request line says them.
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
]);
const callersFamilies = [
  'x-original-',
  'x-rewrite-',
  'x-tollgate-',
  'x-forwarded-',
  'x-amz-',
  'cf-',
  'proxy-',
  'sec-',
  'x-middleware-',
  'x-invoke-',
];

/** Of the provider's answer: what is of its connection, of its site, or said by the gateway itself. */
const providersOwn: ReadonlySet<string> = new Set([
  ...hopByHopHeaders,
  'date',
  'set-cookie',
  'alt-svc',
  'strict-transport-security',
  'x-request-id',
  'traceparent',
]);

/** Names that a Connection header adds to those that are not passed on. */
const namedBy = (value: string | undefined): readonly string[] => (value ?? '').split(',').map((name) => name.trim().toLowerCase());

/** What the connection sends itself: its credential always, the rest, such as a version, where the caller does not say. */
const connectionHeaders = (request: GatewayRequest, own: readonly string[]): readonly string[] =>
  own.filter((_, at) => {
    const name = own[at - (at % 2)] ?? '';
    return callersOwn.has(name) || request.header(name) === undefined;
  });

/** The headers that go to the provider: the caller's, but for what is his alone, and the connection's own. */
export function requestHeaders(request: GatewayRequest, own: readonly string[], body: UpstreamRequest['body']): string[] {
  const dropped = new Set(namedBy(request.header('connection')));
  const headers: string[] = [];
  for (const [name, value] of request.headers()) {
    const isOwn = callersOwn.has(name) || callersFamilies.some((family) => name.startsWith(family));
    if (!isOwn && !dropped.has(name)) headers.push(name, value);
  }
  // A body that flows is as long as the caller says; what was read tells its length by itself.
  const length = body === null || Buffer.isBuffer(body) ? undefined : request.header('content-length');
  if (length !== undefined) headers.push('content-length', length);
  // The answer is read as it passes, so it must not be compressed.
  return [...headers, 'accept-encoding', 'identity', ...connectionHeaders(request, own)];
}

/** The provider's headers that go to the caller. */
export function answerHeaders({ headers }: UpstreamHead): string[] {
  const connection = headers.connection;
  const dropped = new Set(namedBy(typeof connection === 'string' ? connection : connection?.join(',')));
  const passed: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || providersOwn.has(name) || dropped.has(name) || name.startsWith('x-tollgate-')) continue;
    for (const one of [value].flat()) passed.push(name, one);
  }
  return passed;
}
